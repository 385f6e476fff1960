'use strict';

const { plainError } = require('../error');
const refusalsOf = require('../manager/refusals');
const loadNative = require('../native');
const { Budget, Load } = require('./budget');
const { Bundle, grouped } = require('./bundle');
const Open = require('./open');
const { isNotExecuted, isRedirect } = require('./refusal');
const Together = require('./together');

/**
 * The calls of a route: which wait in their lanes, which are with a node, and
 * what they are told. The rules of order are those of a lane.
 *
 * @typedef {import('./lane')} Lane
 * @typedef {import('./node')} Node
 * @typedef {import('./parts').Part} Part
 * @typedef {import('./parts').RoutedCall} RoutedCall
 * @typedef {import('../error').CodedError} CodedError
 */

class Traffic {
  /**
   * @param {import('../options').Options} options
   * @param {string} where what errors call the route
   * @param {(part: Part, error: CodedError) => void} onRefused a part comes back, and its lane is
   *   not yet opened: part.node has answered so
   */
  constructor(options, where, onRefused) {
    this.onIdle = () => {};
    this.isOver = false;
    loadNative(); // what fails here would else fail when there is nobody to tell
    this._options = options;
    this._where = where;
    this._onRefused = onRefused;
    this._refusals = refusalsOf(options, where);
    this._budget = new Budget(options.maxQueue, options.maxQueueBytes);
    /** What waits for nobody in particular. */
    this._nobody = new Load(true);
    this._open = new Open();
    this._long = new Open();
    this._together = new Together((parts) => this.isOver || this._send(parts));
  }

  get pending() {
    return this._open.size + this._long.size;
  }

  /** When the first call is late, or Infinity. */
  get deadline() {
    return this._open.first ? this._open.first.deadline : Infinity;
  }

  /**
   * @param {RoutedCall} call with its parts
   * @param {number} now
   * @returns {number} the addon's code, 0: it is taken; never calls back from inside
   */
  begin(call, now) {
    const code = this._refusal(call);
    if (code !== 0) {
      call.drop();
      return code;
    }
    if (call.isLong) this._long.add(call, Infinity);
    else this._open.add(call, now + this._options.commandTimeout);
    for (const part of call.parts) this._charge(part, this._loadOf(part.lane));
    this._send(call.parts.filter((part) => part.lane.take(part)));
    return 0;
  }

  /**
   * To be called after whatever may have opened a lane.
   *
   * @param {Lane} lane
   */
  flush(lane) {
    if (!this.isOver) this._together.flush(lane);
  }

  /**
   * What is flushed and settled meanwhile has its consequences only at its end, all in one.
   *
   * @param {() => void} run throws nothing
   */
  together(run) {
    this._together.run(run);
  }

  /**
   * @param {Node} node
   * @param {boolean} isAway its calls count as such
   */
  away(node, isAway) {
    this._budget.setAway(node.load, isAway);
  }

  /**
   * Fails what has a deadline not after `now`, with the last reply if there was one.
   *
   * @param {number} now
   */
  expire(now) {
    const lanes = new Set();
    for (const part of this._open.late(now)) {
      if (part.node && part.node.isReady) part.maybe = true;
      lanes.add(part.lane);
      this._settle(part, this._timeout(part), undefined);
    }
    for (const lane of lanes) lane.trim();
  }

  /** All nodes are closed: what is pending fails with ESTOPPED. */
  end() {
    const error = plainError('ESTOPPED', 'the service was stopped before Redis answered');
    for (const open of [this._open, this._long]) {
      for (const part of open.late(Infinity)) this._settle(part, error, undefined);
    }
  }

  /** @type {(part: Part, outcome: any) => void} of the node that it was given to */
  onDone(part, outcome) {
    const refusal = part.call.isOfLists && outcome.find(isNotExecuted);
    if (refusal) return this._back(part, refusal);
    this._answered(part, null, outcome);
  }

  /** @type {(part: Part, error: CodedError) => void} */
  onFailed(part, error) {
    if (error.code === 'ESTOPPED') this._back(part, null);
    else if (isNotExecuted(error) && part.node) this._back(part, error);
    else if (error.code === 'EREPLY') this._answered(part, error, undefined);
    else this._failed(part, error);
  }

  // --- giving ---

  /**
   * @param {RoutedCall} call
   * @returns {number} the addon's code, 0: it is taken
   */
  _refusal({ parts, isOnce }) {
    if (parts.length === 0) return codeOf('ENOMEM');
    const isRefused = (/** @type {Part} */ { lane }) => lane.node && lane.node.error && !this._options.offlineQueue;
    if (parts.some(isRefused) || isOnce && !parts.every(({ lane }) => lane.isFree)) return codeOf('ECONNLOST');
    return this._budget.admits(parts, ({ lane }) => this._loadOf(lane)) ? 0 : codeOf('EQUEUEFULL');
  }

  /** @param {Part[]} parts that their lanes have given away, in order */
  _send(parts) {
    for (let i = 0, end = 0; i < parts.length; i = end) {
      while (end < parts.length && parts[end].call === parts[i].call) end++;
      for (const group of grouped(parts.slice(i, end))) this._give(group);
    }
  }

  /** @param {Part[]} parts of one call, for one node: one write */
  _give(parts) {
    const [{ call, target: node, aside }] = parts;
    const told = parts.length === 1 ? parts[0] : new Bundle(parts, this);
    for (const part of parts) {
      part.node = node;
      part.aside = null;
      this._charge(part, node.load);
    }
    const code = node.give(call, told.items, told, aside !== null);
    if (code !== 0) setImmediate(() => told.failed(/** @type {any} */ (this._refusals(code)()[0])));
  }

  // --- taking back, and telling ---

  /** @type {(part: Part, error: CodedError | null) => void} */
  _back(part, error) {
    if (part.call.isOnce && !(error && isRedirect(error))) return this._failed(part, error || plainError('ECONNLOST', GONE));
    if (!part.isOver) part.error = error || (part.node && part.node.held(part.call)) || part.error;
    if (error && !this.isOver) this._onRefused(part, error);
    part.node = null;
    part.lane.cameBack(part);
    this.flush(part.lane);
  }

  /** @type {(part: Part, error: CodedError | null, outcome: any) => void} */
  _answered(part, error, outcome) {
    const counts = part.lane.answered(part);
    part.node = null;
    part.maybe = part.maybe || !counts;
    this.flush(part.lane);
    if (counts) this._settle(part, error, outcome);
  }

  /** @type {(part: Part, error: CodedError) => void} */
  _failed(part, error) {
    const refusal = error.code === 'ETIMEDOUT' && part.error;
    if (part.node) part.node.named(error);
    part.lane.failed();
    part.node = null;
    this.flush(part.lane);
    if (!part.isOver) this._settle(part, refusal || error, undefined);
  }

  /** @type {(part: Part, error: CodedError | null, outcome: any) => void} */
  _settle(part, error, outcome) {
    const { call } = part;
    part.isOver = true;
    part.error = error;
    part.outcome = outcome;
    if (part.calls > 0 && call.left > 1) this._budget.pass(part, call.firstLeft);
    this._charge(part, null);
    if (--call.left > 0) return this._together.tellSome(call);
    (call.isLong ? this._long : this._open).remove(call);
    call.tell();
    if (this.pending === 0) this.onIdle();
  }

  // --- counting ---

  /** @param {Lane} lane */
  _loadOf(lane) {
    return lane.node ? lane.node.load : this._nobody;
  }

  /** @type {(part: Part, load: Load | null) => void} */
  _charge(part, load) {
    if (part.load === load) return;
    if (part.load) this._budget.charge(part.load, -part.calls, -part.bytes);
    if (load) this._budget.charge(load, part.calls, part.bytes);
    part.load = load;
  }

  /** @param {Part} part */
  _timeout({ call, error, lane: { node } }) {
    const why = node && node.error ? `; ${node.error.message}` : '';
    const where = node ? node.title : this._where;
    const text = `no answer from Redis at ${where} within ${this._options.commandTimeout} ms${why}`;
    return (node && node.held(call)) || error || plainError('ETIMEDOUT', text);
  }
}

/** What is said of a call for once. */
const GONE = 'the Redis that was asked is not asked any more';

/** @param {string} name */
function codeOf(name) {
  return loadNative().codes.indexOf(name);
}

module.exports = Traffic;
