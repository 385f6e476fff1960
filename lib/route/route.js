'use strict';

const { FAILED, LOST, READY, SUPERFLUOUS } = require('../manager/news');
const { WRITE } = require('../manager/kinds');
const { ReadAll, ReadAsTheyCome, ReadOne, Write, WriteAll, Clean } = require('../manager/outcomes');
const walk = require('../manager/walk');
const Clock = require('./clock');
const Node = require('./node');
const { Part, RoutedCall } = require('./parts');
const Traffic = require('./traffic');

/**
 * The way to a Redis that is several: it has the face of a session, and sessions
 * inside, one for each node.
 *
 * Whoever derives from it knows who is where. It gives each call its parts
 * (`cut`), points lanes to nodes, pauses and holds them, calls `flush` behind,
 * and is told when a node refuses for now (`refused`), is silent (`silent`) or
 * has news (`news`).
 *
 * @typedef {import('./lane')} Lane
 * @typedef {import('../manager/session').Callback} Callback
 * @typedef {(kind: number, error: Error | null, fatal: boolean, retry: number) => void} OnNews
 */
class Route {
  /**
   * @param {import('../options').Options} options
   * @param {string} where what errors call all of it
   * @param {OnNews} onNews never from inside, and not after close
   * @param {() => void} onClosed after this nothing is called any more
   */
  constructor(options, where, onNews, onClosed) {
    this.options = options;
    this.where = where;
    this.isClosing = false;
    /** As those of a session. */
    this.ordered = true;
    this.connection = 0;
    this.tell = onNews;
    /** @type {Set<Node>} until they are closed */
    this.nodes = new Set();
    this._onClosed = onClosed;
    this._traffic = new Traffic(options, where, (part, error) => this.refused(part, error));
    this._clock = new Clock(this._traffic, () => this._look());
  }

  // --- as a session ---

  get pending() {
    return this._traffic.pending;
  }

  /** @param {() => void} run when nothing is pending any more */
  set onIdle(run) {
    this._traffic.onIdle = run;
  }

  /** @type {(name: string, uid: string, sid: string, cb: Callback) => number} */
  add(name, uid, sid, cb) {
    return this._begin(new RoutedCall('add', new Write(cb), { name, uid, sid }));
  }

  /** @type {(name: string, uid: string, sid: string, cb: Callback) => number} */
  leave(name, uid, sid, cb) {
    return this._begin(new RoutedCall('leave', new Write(cb), { name, uid, sid }));
  }

  /** @type {(name: string, sid: string, cb: Callback) => number} */
  list(name, sid, cb) {
    return this._begin(new RoutedCall('list', new ReadOne(cb), { name, sid }));
  }

  /** @type {import('../manager/session')['lists']} */
  lists(name, sids, cb, onSome) {
    return this._begin(new RoutedCall('lists', readerOf(cb, sids.length, onSome), { name, items: sids }));
  }

  /** @type {(name: string, sids: string[], cb: Callback) => number} */
  destroy(name, sids, cb) {
    return this._begin(new RoutedCall('destroy', new Write(cb), { name, items: sids }));
  }

  /** @type {import('../manager/session')['run']} */
  run(how, commands, cb, onSome) {
    const size = commands.length;
    const told = how === WRITE ? new WriteAll(cb, size) : readerOf(cb, size, onSome);
    return this._begin(new RoutedCall('run', told, { items: commands, how }));
  }

  /** @type {import('../manager/session')['walk']} */
  walk(pattern, onKeys, cb) {
    return walk(this, pattern, onKeys, cb);
  }

  /** @type {(cb: Callback) => number} */
  clean(cb) {
    return this._begin(new RoutedCall('clean', new Clean(cb), {}));
  }

  /** What is pending fails with ESTOPPED, then onClosed is called. */
  close() {
    if (this.isClosing) return;
    this.isClosing = true;
    this._traffic.isOver = true;
    this.tell = () => {};
    this._clock.stop();
    this.stopped();
    for (const node of this.nodes) node.close();
    if (this.nodes.size === 0) setImmediate(() => this._end());
  }

  /** Whether every master has a connection. */
  get isConnected() {
    return !this.isClosing && this.masters().every((node) => node.isReady);
  }

  // --- for whoever derives from it ---

  /** @returns {Node[]} those that calls go to now */
  masters() {
    return [];
  }

  /** @type {(call: RoutedCall) => void} makes its parts: `this.part` for each, in the order of their items; none: memory is short */
  cut() {}

  /** @type {(part: Part, error: any) => void} it comes back, its lane not yet opened: part.node has answered so */
  refused() {}

  /** @type {(node: Node) => void} it has sent nothing for 500 ms, with calls under way */
  silent() {}

  /** @type {(node: Node, kind: number, error: any, fatal: boolean, retry: number) => void} not of one that was left */
  news() {}

  /** The route was closed: timers end, and whoever is asked. */
  stopped() {}

  /** @type {(call: RoutedCall, lane: Lane, items?: any[] | null) => Part} items: those of the call, or one of them */
  part(call, lane, items = call.items) {
    return new Part(call, lane, this._traffic, items);
  }

  /**
   * @param {import('../options').Address} address
   * @param {Partial<import('../options').Options>} [more]
   */
  makeNode(address, more) {
    const node = new Node(address, { ...this.options, ...more }, {
      onNews: (...news) => this._onNews(...news),
      onClosed: (closed) => this._onNodeClosed(closed),
    });
    this.nodes.add(node);
    return node;
  }

  /**
   * Takes a node's calls back: they go to whoever their lanes point to.
   *
   * @param {Node} node no lane points to it any more
   */
  leaveNode(node) {
    this._traffic.away(node, false);
    node.isLeft = true;
    node.close();
  }

  /**
   * To be called after whatever may have opened a lane.
   *
   * @param {Lane} lane
   */
  flush(lane) {
    this._traffic.flush(lane);
  }

  // --- inside ---

  /** @param {RoutedCall} call */
  _begin(call) {
    const now = this._clock.now();
    this.cut(call);
    const code = this._traffic.begin(call, now);
    if (code === 0) this._clock.begun(now);
    return code;
  }

  _look() {
    for (const node of this.nodes) {
      if (node.isLeft) continue;
      const isSilent = node.isSilent();
      this._traffic.away(node, isSilent || node.error !== null);
      if (isSilent) this.silent(node);
    }
  }

  /** @type {Route['news']} */
  _onNews(node, kind, error, fatal, retry) {
    if (this.isClosing || node.isLeft) return;
    if (kind === LOST || kind === FAILED) this._traffic.away(node, true);
    if (kind === READY || kind === SUPERFLUOUS) {
      this._traffic.away(node, false);
      this.connection++;
    }
    this.news(node, kind, error, fatal, retry);
  }

  /** @param {Node} node */
  _onNodeClosed(node) {
    this.nodes.delete(node);
    if (this.isClosing && this.nodes.size === 0) this._end();
  }

  _end() {
    this._traffic.end();
    this._onClosed();
  }
}

/** @type {(cb: Callback, size: number, onSome?: (lists: any[]) => void) => ReadAll} */
function readerOf(cb, size, onSome) {
  return onSome ? new ReadAsTheyCome(cb, size, onSome) : new ReadAll(cb, size);
}

module.exports = Route;
