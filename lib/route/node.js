'use strict';

const { performance } = require('perf_hooks');
const { plainError } = require('../error');
const nativeOptions = require('../manager/nativeOptions');
const { READY, FAILED, HELD, LOST, SUPERFLUOUS } = require('../manager/news');
const { ReadAll } = require('../manager/outcomes');
const Session = require('../manager/session');
const { show } = require('../options/addresses');
const { Load } = require('./budget');

/**
 * One Redis of several: its session, which takes parts of calls as they are, and
 * what is known of it.
 *
 * @typedef {import('../options').Options} Options
 * @typedef {import('../options').Address} Address
 *
 * @typedef {object} Events never from inside
 * @property {(node: Node, kind: number, error: any, fatal: boolean, retry: number) => void} onNews
 * @property {(node: Node) => void} onClosed the last
 */
class Node {
  /**
   * @param {Address} address
   * @param {Options} options
   * @param {Events} events
   */
  constructor(address, options, events) {
    this.address = address;
    this.where = show(address);
    /** What errors call it. */
    this.title = `${this.where} (${options.sentinels ? options.name : 'cluster'})`;
    this.load = new Load();
    /** Its calls come back, and nobody asks it any more. */
    this.isLeft = false;
    this.isReady = false;
    /** @type {any} why there is no connection */
    this.error = null;
    /** @type {any} what it says to all writes, which wait in its session, until it takes one */
    this.refusal = null;
    /** Until then its session asks nothing: it was refused. */
    this._restsUntil = 0;
    this._events = events;
    this._heard = { count: 0, pending: 0, looks: 0 };
    this._session = new Session(
      nativeOptions(optionsOf(options, address)),
      (/** @type {[number, any, boolean, number]} */ ...news) => this._onNews(...news),
      () => events.onClosed(this),
      AS_THEY_ARE,
    );
  }

  /** How many calls are under way with it. */
  get pending() {
    return this._session.pending;
  }

  /** What is under way comes back as ESTOPPED, then onClosed is called. */
  close() {
    this._session.close();
  }

  /**
   * @param {import('./parts').RoutedCall} call
   * @param {any[] | null} items those of the part
   * @param {any} part is told, later, unless a code is returned
   * @param {boolean} asking
   * @returns {number} the addon's code, 0: it was taken
   */
  give(call, items, part, asking) {
    if (!asking) return this._give(call, items, part);
    this._session.asking(true);
    const code = this._give(call, items, part);
    this._session.asking(false);
    return code;
  }

  /** @type {(call: import('./parts').RoutedCall, items: any, part: any) => number} */
  _give({ what, name, uid, sid, how }, items, part) {
    switch (what) {
      case 'add': return this._session.add(name, uid, sid, part);
      case 'leave': return this._session.leave(name, uid, sid, part);
      case 'list': return this._session.list(name, sid, part);
      case 'lists': return this._session.lists(name, items, part);
      case 'destroy': return this._session.destroy(name, items, part);
      case 'run': return this._session.run(how, items, part);
      default: return this._session.clean(part);
    }
  }

  /**
   * As that of a session, beside all lanes.
   *
   * @type {import('../manager/session')['run']}
   */
  run(how, commands, cb) {
    return this._session.run(how, commands, /** @type {any} */ (new ReadAll(cb, commands.length)));
  }

  get connection() {
    return this._session.connection;
  }

  /** Whether calls have been under way since this was asked twice before, and not a byte has come. */
  isSilent() {
    const { heard: count, pending } = this._session;
    const was = this._heard;
    const isQuiet = performance.now() > this._restsUntil && pending > 0 && was.pending > 0 && was.count === count;
    this._heard = { count, pending, looks: isQuiet ? was.looks + 1 : 0 };
    return this._heard.looks >= 2;
  }

  /**
   * @param {import('./parts').RoutedCall} call that it has, or is to get
   * @returns {import('../error').CodedError | null} why it holds the call, if it does
   */
  held({ isWrite }) {
    return isWrite && this.refusal ? plainError('EREPLY', this.refusal.message, { reply: this.refusal.reply }) : null;
  }

  /**
   * @param {import('../error').CodedError} error of its session
   * @returns {import('../error').CodedError} which names it in full
   */
  named(error) {
    if (error.message.includes(this.title)) return error; // that of several parts
    error.message = error.message.split(`Redis at ${this.where}`).join(`Redis at ${this.title}`);
    return error;
  }

  /** @type {(kind: number, error: any, fatal: boolean, retry: number) => void} */
  _onNews(kind, error, fatal, retry) {
    if (error && error.code !== 'EREPLY') this.named(error);
    if (kind === READY || kind === SUPERFLUOUS) {
      this.isReady = true;
      this.error = null;
    } else if (kind === LOST || kind === FAILED) {
      this.isReady = false;
      this.error = error;
    } else if (kind === HELD) {
      this.refusal = error;
      this._restsUntil = performance.now() + retry;
    }
    this._events.onNews(this, kind, error, fatal, retry);
  }
}

/** The route counts for all nodes, and knows which of them are away: a session takes what it gets. */
const DOUBLE = 2;
const MOST_BYTES = 2 ** 31 - 1;

/** @type {(options: Options, address: Address) => any} */
function optionsOf(options, { host, port }) {
  const maxQueue = options.maxQueue * DOUBLE;
  const maxQueueBytes = Math.min(options.maxQueueBytes * DOUBLE, MOST_BYTES);
  return { ...options, host, port, path: null, offlineQueue: true, maxQueue, maxQueueBytes, patient: 1 };
}

/** @type {any} what a session makes of its calls: they are made already */
const AsItIs = function (/** @type {any} */ part) {
  return part;
};
const AS_THEY_ARE = { Write: AsItIs, Clean: AsItIs, ReadOne: AsItIs, ReadAll: AsItIs, WriteAll: AsItIs };

module.exports = Node;
