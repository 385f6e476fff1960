'use strict';

const { performance } = require('perf_hooks');
const Asker = require('../ask/asker');
const { plainError } = require('../error');
const { keyOf, readSlots } = require('./slotMap');

/**
 * Asks the nodes of a cluster for its map: one question at a time, of one node
 * after the other until one answers. So it goes on as long as it is wanted, and
 * now and again when it is not.
 *
 * A node that says the cluster is down may be one that is cut off from the
 * others, and know nothing of what these have decided: its map counts only when
 * nobody has a better one.
 *
 * @typedef {import('./announced').Address} Address
 *
 * @typedef {object} Events
 * @property {() => Address[][]} nodes whom to ask: those that are well, others, and those that may not answer
 * @property {() => number} ask when a map is asked for, see Chart
 * @property {(map: import('./slotMap').SlotMap, asked: number) => boolean} onMap true: another is
 *   wanted at once
 * @property {(errors: any[]) => void} onNone nobody had one; it is tried again
 *
 * @typedef {object} Round
 * @property {Address[]} nodes that are still to be asked
 * @property {Set<string>} mute those that may not answer
 * @property {any[]} errors
 * @property {{ map: import('./slotMap').SlotMap, asked: number } | null} spare the map of one that is down
 */

/** How long a node has to answer, in ms. */
const ANSWER = 500;
/** Between two questions that are wanted, and two that are not. */
const SOON = 100;
const REST = 30000;
/** Bytes of a map in which no two slots that are neighbours have the same master, and each master a few replicas. */
const MAP = 32 * 1024 * 1024;

class Survey {
  /**
   * @param {import('../options').Options} options
   * @param {Events} events
   */
  constructor(options, events) {
    this._options = options;
    this._events = events;
    /** @type {Asker | null} whoever answered last */
    this._asker = null;
    /** @type {Address | null} where that one is */
    this._at = null;
    /** @type {Address | null} who is to be asked first */
    this._first = null;
    this._isAsking = false;
    this._isWanted = false;
    /** Before this no question is asked. */
    this._next = 0;
    /** @type {NodeJS.Timeout | undefined} until it */
    this._timer = undefined;
    this._isOver = false;
  }

  /** @param {Address | null} [first] who is to be asked first */
  want(first = null) {
    if (first) this._first = first;
    if (this._isWanted || this._isOver) return;
    this._isWanted = true;
    if (!this._isAsking) this._sleep(this._next - performance.now());
  }

  close() {
    this._isOver = true;
    clearTimeout(this._timer);
    this._leave();
  }

  /** @param {number} ms */
  _sleep(ms) {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._begin(), Math.max(0, ms));
  }

  _begin() {
    this._isAsking = true;
    this._isWanted = false;
    this._ask(this._round());
  }

  /** @returns {Round} each node once */
  _round() {
    const [well, ...others] = this._events.nodes().map(shuffled);
    const first = [this._first, well.find((node) => this._at && keyOf(node) === keyOf(this._at))];
    this._first = null;
    /** @type {Map<string, Address>} */
    const all = new Map();
    for (const node of first.concat(well, ...others)) if (node && !all.has(keyOf(node))) all.set(keyOf(node), node);
    return { nodes: [...all.values()], mute: new Set(others[others.length - 1].map(keyOf)), errors: [], spare: null };
  }

  /** @param {Round} round */
  _ask(round) {
    const { nodes, mute, spare } = round;
    const node = nodes.shift();
    if (!node || (spare && mute.has(keyOf(node)))) return this._end(() => this._noneWell(round));
    const asked = this._events.ask();
    const asker = this._goTo(node);
    let isDown = false;
    asker.ask(['CLUSTER', 'INFO'], ANSWER, (_, reply) => { isDown = /^cluster_state:fail/m.test(String(reply)); });
    asker.ask(['CLUSTER', 'SLOTS'], ANSWER, (error, reply) => {
      if (this._isOver) return;
      const map = error ? null : readSlots(reply, node, this._options.natMap);
      if (map && !isDown) return this._end(() => this._events.onMap(map, asked));
      if (map) round.spare = spare || { map, asked };
      else round.errors.push(error || plainError('EPROTOCOL', `what ${asker.where} answers to CLUSTER SLOTS is no map`));
      this._leave();
      this._ask(round);
    });
  }

  /** @param {Round} round */
  _noneWell({ spare, errors }) {
    if (spare) return this._events.onMap(spare.map, spare.asked);
    this._events.onNone(errors);
    return true;
  }

  /** @param {() => boolean} tell whether another is wanted */
  _end(tell) {
    this._isAsking = false;
    this._next = performance.now() + SOON;
    this._isWanted = tell() || this._isWanted;
    if (!this._isOver) this._sleep(this._isWanted ? SOON : REST);
  }

  /**
   * @param {Address} node
   * @returns {Asker}
   */
  _goTo(node) {
    if (this._asker && this._at && keyOf(this._at) === keyOf(node)) return this._asker;
    this._leave();
    const { username, password, tls } = this._options;
    const asker = new Asker({ ...node, username, password, tls, most: MAP }, { onEnd: () => this._forget(asker) });
    this._asker = asker;
    this._at = node;
    return asker;
  }

  _leave() {
    if (this._asker) this._asker.close();
    this._asker = null;
  }

  /** @param {Asker} asker that is over by itself */
  _forget(asker) {
    if (this._asker === asker) this._asker = null;
  }
}

/**
 * Clients do not all ask the same one.
 *
 * @param {Address[]} nodes
 */
function shuffled(nodes) {
  const list = [...nodes];
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}

module.exports = Survey;
