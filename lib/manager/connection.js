'use strict';

const Call = require('../call');
const { after } = require('../deadline');
const { makeError } = require('../error');
const later = require('../later');
const { show } = require('../options/addresses');
const nativeOptions = require('./nativeOptions');
const { READY, FAILED, LOST, SUPERFLUOUS, HELD } = require('./news');
const Outage = require('./outage');
const refusalsOf = require('./refusals');
const ClusterRoute = require('../route/cluster');
const SentinelRoute = require('../route/sentinel/sentinel');
const Session = require('./session');

/**
 * The way to one Redis: opened by start, closed by stop.
 *
 * @typedef {import('../options').Options} Options
 * @typedef {import('./session').Callback} Callback
 *
 * @typedef {object} Further for whoever takes several steps
 * @property {(code: number) => Error} refusal what the addon's code means that a step was not taken with
 * @property {(name: string) => number} codeOf
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

class Connection {
  /** @param {Options} options */
  constructor(options) {
    this.where = whereOf(options);
    /** @type {(Session & Further) | null} there while calls are taken: OPEN */
    this.session = null;
    this._options = options;
    this._state = CLOSED;
    /** @type {(Session & Further) | null} there unless CLOSED */
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
      for (const each of [this._options.tls, this._options.sentinelTLS]) if (each) each.check();
      this._session = this._make();
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

  /** @returns {any} a session, or a route, which has the same face */
  _make() {
    const options = this._options;
    /** @type {[any, any]} */
    const events = [this._onNews.bind(this), this._onClosed.bind(this)];
    const refusal = (/** @type {number} */ code) => this._refusals.later(code);
    return Object.assign(open(options, events), { refusal, codeOf: this._refusals.codeOf });
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
    // What takes several steps goes on in the callback that is called now.
    session.onIdle = () => setImmediate(() => session.pending === 0 && session.close());
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
    return this._refusals(code);
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

  /** Which Redis it is, when there are several. */
  _where() {
    return /** @type {any} */ (this._session).where || this.where;
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
    else this._outage.over(this._where());
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
    this._outage.begin(this._where());
    this._state = OPEN;
    this.session = this._session;
    call.answer(null);
  }
}

/** @type {(options: Options, events: [any, any]) => any} */
function open(options, events) {
  if (options.cluster) return new ClusterRoute(options, ...events);
  if (options.sentinels) return new SentinelRoute(options, ...events);
  return new Session(nativeOptions(options), ...events);
}

/** @param {Options} options */
function whereOf({ path, host, port, sentinels, name, cluster }) {
  if (cluster) return `${cluster.map(show).join(', ')} (cluster)`;
  if (sentinels) return `${name} (by the Sentinels ${sentinels.map(show).join(', ')})`;
  if (path) return path;
  return show({ host, port });
}

module.exports = Connection;
