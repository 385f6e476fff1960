'use strict';

const { performance } = require('perf_hooks');
const { plainError } = require('../error');
const { FAILED, READY, SUPERFLUOUS } = require('../manager/news');
const { Clean, Write } = require('../manager/outcomes');
const { show } = require('../options/addresses');
const Chart = require('./chart');
const Chronicle = require('./chronicle');
const Company = require('./company');
const Lane = require('./lane');
const { Part, RoutedCall } = require('./parts');
const Readers = require('./readers');
const redirect = require('./redirect');
const { isFinal } = require('./refusal');
const Rests = require('./rests');
const Route = require('./route');
const { NOBODY } = require('./slotMap');
const { slotOf, slotsOf } = require('./slotsOf');
const Survey = require('./survey');
const Sweep = require('./sweep');
const Tour = require('./tour');

/**
 * The way to a Redis Cluster: a lane for each slot, a node for each master.
 *
 * @typedef {import('./node')} Node
 * @typedef {import('./announced').Address} Address
 */

/** So many redirects a call follows at once; before the others, and after other refusals, its slot rests, in ms. */
const AT_ONCE = 3;
const REST = 100;

/** How long somebody is silent of whom that is said, in ms. */
const SILENCE = 500;

/** Why it is not ready is told so often, in ms. */
const TELL = 1000;

class ClusterRoute extends Route {
  /**
   * @param {any} options with `cluster`
   * @param {import('./route').OnNews} onNews
   * @param {() => void} onClosed
   */
  constructor(options, onNews, onClosed) {
    super(options, `${options.cluster.map(show).join(', ')} (cluster)`, onNews, onClosed);
    this.ordered = false;
    this.chart = new Chart();
    this._company = new Company((address) => this.makeNode(address, KEYS_APART));
    /** @type {Lane[]} by slot, of those that had calls */
    this._lanes = [];
    this._rests = new Rests(REST, (lanes) => this._traffic.together(() => lanes.forEach((lane) => this.flush(lane))));
    /** @type {Address[]} who may know the map when no master does */
    this._replicas = [];
    this._readers = new Readers(this.where, options.commandTimeout);
    this._chronicle = new Chronicle();
    this._isReady = false;
    this._began = performance.now();
    this._complaint = { at: -Infinity, text: '' };
    this._survey = new Survey(this.options, {
      nodes: () => this._company.informants(this._replicas.concat(this.options.cluster || [])),
      ask: () => this.chart.ask(),
      onMap: (map, asked) => this._onMap(map, asked),
      onNone: (errors) => this._onNone(errors),
    });
    this._survey.want();
  }

  // --- calls ---

  /** @type {Route['cut']} */
  cut(call) {
    if (call.isLong) return;
    const { prefix } = this.options;
    const { items } = call;
    if (items) {
      const slots = slotsOf(prefix, call, items);
      if (slots) items.forEach((each, i) => this.part(call, this._laneOf(slots[i]), [each]));
    } else {
      const slot = slotOf(prefix, call);
      if (slot !== undefined) this.part(call, this._laneOf(slot));
    }
  }

  /** @type {Route['clean']} */
  clean(cb) {
    const call = new RoutedCall('clean', new Clean(cb), {});
    const part = this.part(call, new Lane());
    const code = this._begin(call);
    if (code === 0) new Sweep(this, part, this._traffic).walk();
    return code;
  }

  /** @type {Route['walk']} */
  walk(pattern, onKeys, cb) {
    const call = new RoutedCall('walk', new Write(cb), {});
    const part = this.part(call, new Lane());
    const code = this._begin(call);
    if (code === 0) new Tour(this, part, pattern, onKeys).go();
    return code;
  }

  /** @type {(call: RoutedCall, owner: import('./parts').Owner) => number} one part for each master */
  toMasters(call, owner) {
    for (const node of this.masters()) new Part(call, new Lane(node), owner, null);
    return this._begin(call);
  }

  /** @param {number} slot */
  _laneOf(slot) {
    const lane = this._lanes[slot];
    return lane || (this._lanes[slot] = new Lane(this._ownerOf(slot)));
  }

  /** @param {number} slot */
  _ownerOf(slot) {
    const address = this.chart.ownerOf(slot);
    return address && this._company.nodeAt(address);
  }

  // --- refusals ---

  /** @type {Route['refused']} */
  refused(part, error) {
    const to = redirect(error.message, part.node.address, this.options.natMap);
    const isOthers = to && this._lanes[to.slot] !== part.lane; // another part of its call was refused
    const node = to && !isOthers && (to.asking ? this._company.guest(to.to) : this._company.nodeAt(to.to));
    if (error.reply === 'CLUSTERDOWN') this._company.isDown(part.node);
    if (to && node && to.asking) part.aside = node;
    else if (to && node) this._onMoved(to.slot, to.to);
    else if (!isOthers) this._survey.want();
    if (!node && !isOthers || ++part.redirects > AT_ONCE) this._rests.add(part.lane);
  }

  /** @type {(slot: number, to: Address) => void} */
  _onMoved(slot, to) {
    if (this.chart.moved(slot, to)) this._point(slot);
    this._survey.want(to);
  }

  // --- who is where ---

  /** @type {Route['masters']} */
  masters() {
    return /** @type {Node[]} */ (this.chart.owners().map((owner) => this._company.nodeAt(owner)).filter(Boolean));
  }

  /** @param {(error: any) => void} cb once there is a map that was asked for from now on, or none comes in time; never when it is closed */
  afterMap(cb) {
    if (this.isClosing) return;
    this._readers.add(this.chart.now, cb);
    this._survey.want();
  }

  /** @param {number} slot */
  _point(slot) {
    const lane = this._lanes[slot];
    if (!lane) return;
    lane.point(this._ownerOf(slot));
    this.flush(lane);
  }

  /** @type {(map: import('./slotMap').SlotMap, asked: number) => boolean} */
  _onMap(map, asked) {
    const changed = this.chart.take(map, asked);
    const masters = this.masters();
    this._replicas = map.replicas;
    this._traffic.together(() => changed.forEach((slot) => this._point(slot)));
    this._company.leaveOthers(this.chart.owners(), (node) => this._leave(node));
    this._mayBeReady();
    this._readers.came(asked);
    const well = masters.filter((node) => this._company.isWell(node));
    for (const node of well) this._chronicle.well(node);
    return this._readers.size > 0 || !this._isReady || well.length < masters.length;
  }

  /** @param {Node} node that has no slot any more */
  _leave(node) {
    const heir = this.chart.heirOf(node.address);
    if (this._isReady) this._chronicle.left(node, heir && this._company.nodeAt(heir));
    this.leaveNode(node);
  }

  // --- how they fare ---

  /** @type {Route['silent']} */
  silent(node) {
    this._company.isSilent(node);
    if (this._isReady && !node.refusal) this._chronicle.silent(node, SILENCE, REST); // that says enough
    this._survey.want();
  }

  /** @type {Route['news']} */
  news(node, kind, error, fatal, retry) {
    const isOpen = this._isReady;
    if (kind === READY || kind === SUPERFLUOUS) this._mayBeReady();
    else this._survey.want();
    if (isOpen) this._chronicle.news(node, kind, error, fatal, retry);
    else if (kind === FAILED) this.tell(FAILED, error, fatal && error.code === 'EREPLY', retry);
  }

  /** Every slot has its master, and each of them was greeted. */
  _mayBeReady() {
    if (this._isReady) return;
    const missing = this.masters().find((node) => !node.isReady);
    if (this.chart.lacks !== NOBODY) {
      this._complain(plainError('ETIMEDOUT', `no master has slot ${this.chart.lacks} of the cluster at ${this.where}`), false);
    } else if (!missing) {
      this._isReady = true;
      this.tell(READY, null, false, 0);
    } else if (!missing.error && performance.now() - this._began > TELL) {
      this._complain(plainError('ETIMEDOUT', `no answer from Redis at ${missing.title} yet`), false);
    }
  }

  /** @param {any[]} errors of all that were asked for the map */
  _onNone(errors) {
    const worst = errors.find(isFinal) || errors[0];
    this._readers.none(worst);
    if (!this._isReady) this._complain(worst, errors.every(isFinal));
  }

  /** @type {(error: any, fatal: boolean) => void} */
  _complain(error, fatal) {
    const now = performance.now();
    if (!fatal && error.message === this._complaint.text && now - this._complaint.at < TELL) return;
    this._complaint = { at: now, text: error.message };
    this.tell(FAILED, error, fatal, REST);
  }

  /** @type {Route['stopped']} */
  stopped() {
    this._readers.stop();
    this._survey.close();
  }
}

/** @type {any} of the addon */
const KEYS_APART = { keysApart: 1 };

module.exports = ClusterRoute;
