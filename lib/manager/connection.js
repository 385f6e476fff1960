'use strict';

const { AsyncResource } = require('node:async_hooks');
const { makeError } = require('../error');
const logger = require('../log')(__filename);
const loadNative = require('../native');
const Session = require('./session');

/**
 * The way to one Redis: opened by start, closed by stop, and in between told
 * about in the log, in a few lines however long an outage lasts.
 *
 * @typedef {import('../options').Options} Options
 * @typedef {import('./session').Callback} Callback
 */

/** News, as in src/link.h. */
const READY = 0;
const FAILED = 1;
const LOST = 2;
const SUPERFLUOUS = 3;
const HELD = 4;

/** While Redis is away this often, in ms, a line says so. */
const REMIND = 30000;
/** So many losses are told of in that time. */
const LOSSES = 10;

class Connection {
  /** @param {Options} options */
  constructor(options) {
    this.where = whereOf(options);
    this._options = options;
    /** @type {Session | null} there while calls are taken */
    this.session = null;
    /** @type {Session | null} there until it has closed */
    this._open = null;
    /** @type {((err: Error | null) => void) | null} while starting */
    this._started = null;
    /** @type {Callback[]} wait for the end */
    this._closed = [];
    this._away = present();
    this._losses = { since: 0, told: 0 };
    /** @type {NodeJS.Timeout | undefined} */
    this._grace = undefined;
  }

  /** @param {Callback} cb (null), or (err) and everything is closed again */
  open(cb) {
    if (this._open) return void setImmediate(cb, makeError('ESTATE', 'invalid state'));
    try {
      this._open = new Session(nativeOptions(this._options), this._onNews.bind(this), this._onClosed.bind(this));
    } catch (error) {
      return void setImmediate(cb, error);
    }
    const { startTimeout } = this._options;
    this._lastReason = makeError('ETIMEDOUT', `Redis at ${this.where} did not answer`);
    const timer = setTimeout(() => this._giveUp(this._lateReason()), startTimeout);
    this._started = (err) => {
      clearTimeout(timer);
      this._started = null;
      if (!err) this.session = this._open;
      cb(err);
    };
  }

  /**
   * @param {number} grace ms that pending calls have to finish
   * @param {Callback} cb ()
   */
  close(grace, cb) {
    const session = this._open;
    if (!session) return void setImmediate(cb);
    this._closed.push(AsyncResource.bind(() => cb()));
    this.session = null;
    if (this._started) return this._giveUp(makeError('ESTOPPED', 'the service was stopped before it had started'));
    if (grace === 0 || session.pending === 0) return session.close();
    clearTimeout(this._grace);
    this._grace = setTimeout(() => session.close(), grace);
    session.onIdle = () => session.close();
  }

  /** @param {number} code why the addon did not take a call */
  refusal(code) {
    const name = code < 0 ? 'ESTOPPED' : loadNative().codes[code];
    const { maxQueue, maxQueueBytes } = this._options;
    if (name === 'EQUEUEFULL') {
      return makeError(name, `the queue is full: ${maxQueue} calls, or ${maxQueueBytes} bytes of them, wait for ` +
        `Redis at ${this.where}; wait for callbacks, or raise maxQueue and maxQueueBytes`);
    }
    if (name === 'ECONNLOST') {
      return makeError(name, `Redis at ${this.where} is not connected, and enable_offline_queue is false`);
    }
    if (name === 'EINVAL') return makeError(name, 'an argument is longer than the 512 MiB that Redis takes');
    if (name === 'ENOMEM') return makeError(name, 'out of memory');
    return makeError('ESTATE', 'invalid state');
  }

  /** Ends a start that has not succeeded. */
  /** @param {Error} reason */
  _giveUp(reason) {
    const started = this._started;
    this._started = null;
    this._closed.unshift(() => started?.(reason));
    this._open?.close();
  }

  _lateReason() {
    const { code, reply, message } = /** @type {any} */ (this._lastReason);
    const text = `Redis at ${this.where} was not ready within ${this._options.startTimeout} ms: ${message}`;
    return makeError(code, text, reply && { reply });
  }

  _onClosed() {
    const waiting = this._closed;
    clearTimeout(this._grace);
    this.session = null;
    this._open = null;
    this._closed = [];
    for (const cb of waiting) setImmediate(cb);
  }

  /**
   * @param {number} kind
   * @param {Error | null} error
   * @param {boolean} fatal
   * @param {number} retry
   */
  _onNews(kind, error, fatal, retry) {
    if (kind === READY || kind === SUPERFLUOUS) return this._ready(kind === SUPERFLUOUS);
    this._lastReason = error;
    if (kind === HELD) return; // told by the calls that fail
    if (kind === LOST) return this._lost(error, retry);
    if (kind === FAILED && this._started) return this._startFailed(error, fatal, retry);
    this._failed(error, fatal);
  }

  /** @param {boolean} superfluous */
  _ready(superfluous) {
    const { since, attempts } = this._away;
    if (superfluous && !this._toldPassword) {
      this._toldPassword = true;
      logger.warn('Redis at %s has no password, but one was given', this.where);
    }
    if (this._started) return this._started(null);
    const quiet = this._away.quiet && this._away.told === 0;
    this._away = present();
    // Without a beginning it was there all the time, and only held writes back.
    if (since === 0 || quiet) return;
    const seconds = ((Date.now() - since) / 1000).toFixed(1);
    logger.info('Redis at %s is back after %s s and %d failed attempts', this.where, seconds, attempts);
  }

  /**
   * @param {any} error
   * @param {boolean} fatal
   * @param {number} retry
   */
  _startFailed(error, fatal, retry) {
    if (fatal) {
      logger.error('%s; not trying again', describe(error, this.where));
      this._giveUp(error);
    } else {
      logger.warn('%s; trying again in %d ms', describe(error, this.where), retry);
    }
  }

  /**
   * A connection that is lost again and again is told of a few times in a while.
   *
   * @param {any} error
   * @param {number} retry
   */
  _lost(error, retry) {
    const now = Date.now();
    if (now - this._losses.since >= REMIND) this._losses = { since: now, told: 0 };
    const quiet = ++this._losses.told > LOSSES;
    this._away = { ...present(), since: now, quiet };
    if (!quiet) logger.warn('%s; trying again in %d ms', describe(error, this.where), retry);
  }

  /** The first attempt that fails for a reason is told, and then one now and again. */
  /**
   * @param {any} error
   * @param {boolean} fatal
   */
  _failed(error, fatal) {
    const away = this._away;
    const now = Date.now();
    away.since ||= now;
    away.attempts++;
    const reason = error.reply || error.code;
    if (away.reasons.has(reason) && now - away.told < REMIND) return;
    away.reasons.add(reason);
    away.told = now;
    const seconds = ((now - away.since) / 1000).toFixed(1);
    logger[fatal ? 'error' : 'warn']('%s; away for %s s, %d attempts; trying on', describe(error, this.where), seconds, away.attempts);
  }
}

/** While Redis is there; `since` when it went away, `told` when a line last said so. */
function present() {
  return { since: 0, attempts: 0, told: 0, reasons: new Set(), quiet: false };
}

/**
 * Redis' own words do not say where they come from.
 *
 * @param {any} error
 * @param {string} where
 */
function describe(error, where) {
  return error.code === 'EREPLY' ? `Redis at ${where} refuses: ${error.message}` : error.message;
}

/** @param {Options} options */
function whereOf({ path, host, port }) {
  if (path) return path;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** @param {Options} options */
function nativeOptions(options) {
  const { offlineQueue, noDelay, port, password } = options;
  const texts = { port: String(port), password: password && password.reveal() };
  return { ...options, ...texts, offlineQueue: Number(offlineQueue), noDelay: Number(noDelay) };
}

module.exports = Connection;
