'use strict';

const Call = require('../call');
const { after } = require('../deadline');
const { makeError, plainError } = require('../error');
const loadNative = require('../native');
const later = require('../later');
const Outage = require('./outage');
const Session = require('./session');

/**
 * The way to one Redis: opened by start, closed by stop.
 *
 * @typedef {import('../options').Options} Options
 * @typedef {import('./session').Callback} Callback
 *
 * @typedef {object} Start
 * @property {Call} call
 * @property {any} reason why it has not succeeded yet
 * @property {import('../deadline').Deadline} deadline
 */

/** There is no session. */
const CLOSED = 0;
/** Redis was not ready yet; start waits. */
const STARTING = 1;
/** Calls are taken, be Redis there or away. */
const OPEN = 2;
/** The session ends, perhaps once its calls have finished; stop waits, or a start that failed. */
const CLOSING = 3;

/** News, as in src/net/way.h. */
const READY = 0;
const FAILED = 1;
const LOST = 2;
const SUPERFLUOUS = 3;
const HELD = 4;

class Connection {
  /** @param {Options} options */
  constructor(options) {
    this.where = whereOf(options);
    /** @type {Session | null} there while calls are taken: OPEN */
    this.session = null;
    this._options = options;
    this._state = CLOSED;
    /** @type {Session | null} there unless CLOSED */
    this._session = null;
    this._start = /** @type {Start} */ ({}); // STARTING
    this._outage = new Outage(this.where);
    /** @type {NodeJS.Timeout | undefined} of calls that may finish */
    this._grace = undefined;
    /** @type {(() => void)[]} what is told, in this order, when it has CLOSED */
    this._ends = [];
    this._refusals = refusalsOf(options, this.where);
  }

  /** @param {Callback} cb (null), or (err) and everything is closed again */
  open(cb) {
    if (this._state !== CLOSED) return later(cb, this.refusal(-1));
    try {
      this._session = new Session(nativeOptions(this._options), this._onNews.bind(this), this._onClosed.bind(this));
    } catch (error) {
      return later(cb, () => [error]);
    }
    this._state = STARTING;
    this._outage = new Outage(this.where);
    this._start = {
      call: new Call(cb),
      reason: makeError('ETIMEDOUT', `Redis at ${this.where} did not answer`),
      deadline: after(this._options.startTimeout, () => this._giveUp(this._tooLate())),
    };
  }

  /**
   * @param {number} grace ms that pending calls have to finish
   * @param {Callback} cb ()
   */
  close(grace, cb) {
    if (this._state === CLOSED) return later(cb, () => []);
    if (this._state === STARTING) this._giveUp(makeError('ESTOPPED', 'the service was stopped before it had started'));
    const call = new Call(cb);
    this._ends.push(() => call.answer());
    this._state = CLOSING;
    this.session = null;
    this._finish(grace);
  }

  /** @param {number} grace */
  _finish(grace) {
    const session = /** @type {Session} */ (this._session);
    if (grace === 0 || session.pending === 0) return session.close();
    session.onIdle = () => session.close();
    this._grace = this._grace || setTimeout(() => session.close(), grace);
  }

  /** @returns {Call} who started */
  _endStart() {
    const { call, deadline } = this._start;
    deadline.cancel();
    this._start = /** @type {Start} */ ({});
    return call;
  }

  /**
   * @param {number} code why the addon did not take a call; less than 0: there is no session
   * @returns {() => [Error]}
   */
  refusal(code) {
    const name = code < 0 ? 'ESTATE' : loadNative().codes[code];
    return this._refusals[name] || this._refusals.ESTATE;
  }

  /**
   * Ends a start that has not succeeded.
   *
   * @param {Error} reason
   */
  _giveUp(reason) {
    const call = this._endStart();
    this._state = CLOSING;
    this._ends.push(() => call.answer(reason));
    if (this._session) this._session.close();
  }

  _tooLate() {
    const { code, reply, message } = this._start.reason;
    const text = `Redis at ${this.where} was not ready within ${this._options.startTimeout} ms: ${message}`;
    return makeError(code, text, reply && { reply });
  }

  _onClosed() {
    const ends = this._ends;
    clearTimeout(this._grace);
    this._grace = undefined;
    this._session = null;
    this._state = CLOSED;
    this._ends = [];
    for (const end of ends) end();
  }

  /**
   * @param {number} kind
   * @param {any} error
   * @param {boolean} fatal
   * @param {number} retry
   */
  _onNews(kind, error, fatal, retry) {
    if (kind === SUPERFLUOUS) this._outage.superfluous();
    if (this._state === STARTING) this._startNews(kind, error, fatal, retry);
    else if (kind === LOST) this._outage.lost(error, retry);
    else if (kind === HELD) this._outage.held(error, retry);
    else if (kind === FAILED) this._outage.failed(error, fatal);
    else this._outage.over();
  }

  /** @type {Connection['_onNews']} */
  _startNews(kind, error, fatal, retry) {
    if (kind === READY || kind === SUPERFLUOUS) return this._ready();
    this._start.reason = error;
    this._outage.startFailed(error, fatal, retry);
    if (fatal) this._giveUp(error);
  }

  _ready() {
    const call = this._endStart();
    this._state = OPEN;
    this.session = this._session;
    call.answer(null);
  }
}

/**
 * @param {Options} options
 * @param {string} where
 * @returns {Record<string, () => [Error]>} by code
 */
function refusalsOf({ maxQueue, maxQueueBytes }, where) {
  const texts = {
    ESTATE: 'invalid state',
    EQUEUEFULL: `the queue is full: ${maxQueue} calls, or ${maxQueueBytes} bytes of them, wait for Redis at ${where}; ` +
      'wait for callbacks, or raise maxQueue and maxQueueBytes',
    ECONNLOST: `Redis at ${where} is not connected, and enable_offline_queue is false`,
    EINVAL: 'an argument is longer than the 512 MiB that Redis takes',
    ENOMEM: 'out of memory',
  };
  return Object.fromEntries(Object.entries(texts).map(([code, text]) => [code, () => [plainError(code, text)]]));
}

/** @param {Options} options */
function whereOf({ path, host, port }) {
  if (path) return path;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** @param {Options} options */
function nativeOptions(options) {
  const { offlineQueue, noDelay, password, port } = options;
  return {
    ...options,
    port: String(port),
    password: password && password.reveal(),
    offlineQueue: Number(offlineQueue),
    noDelay: Number(noDelay),
  };
}

module.exports = Connection;
