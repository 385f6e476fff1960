'use strict';

const { performance } = require('perf_hooks');
const logger = require('../log')(__filename);

/**
 * What the log tells of a Redis that is away: a few lines, however long that
 * lasts, however often it comes and goes, and whatever it says.
 */

/** While Redis is away this often, in ms, a line says so. */
const REMIND = 30000;
/** So many outages are told of in that time. */
const OUTAGES = 10;

/** What Redis itself may say to a greeting; any other word is no news. */
const WORDS = new Set(['ERR', 'NOAUTH', 'WRONGPASS', 'NOPERM', 'DENIED', 'LOADING', 'BUSY', 'MASTERDOWN', 'READONLY', 'MISCONF', 'OOM']);

class Outage {
  /**
   * @param {string} where
   * @param {() => number} [clock] ms
   */
  constructor(where, clock = () => performance.now()) {
    this._where = where;
    this._clock = clock;
    /** @type {number | null} when Redis went away */
    this._since = null;
    this._attempts = 0;
    /** When a failed attempt was last told, and for which reasons some were. */
    this._told = -Infinity;
    this._reasons = new Set();
    /** When it was last told that writes are held. */
    this._toldHeld = -Infinity;
    /** Outages from here on are counted. */
    this._window = -Infinity;
    this._count = 0;
    this._toldPassword = false;
  }

  /** @param {string} where Redis is, now that this is known */
  begin(where) {
    this._where = where;
  }

  /**
   * While starting each attempt is told.
   *
   * @param {any} error
   * @param {boolean} fatal
   * @param {number} retry
   */
  startFailed(error, fatal, retry) {
    if (fatal) logger.error('%s; not trying again', this._describe(error));
    else logger.warn('%s; trying again in %d ms', this._describe(error), retry);
  }

  /**
   * @param {any} error
   * @param {number} retry
   */
  lost(error, retry) {
    this._begin();
    if (!this._isQuiet()) logger.warn('%s; trying again in %d ms', this._describe(error), retry);
  }

  /**
   * The first attempt that fails for a reason is told, and then one now and again.
   *
   * @param {any} error
   * @param {boolean} fatal
   */
  failed(error, fatal) {
    if (this._since === null) this._begin(); // it is there, and only holds writes back
    this._attempts++;
    const now = this._clock();
    const reason = WORDS.has(error.reply) ? error.reply : error.code;
    if (this._reasons.has(reason) && now - this._told < REMIND) return;
    this._reasons.add(reason);
    this._told = now;
    logger[fatal ? 'error' : 'warn']('%s; away for %s s, %d attempts; trying on', this._describe(error), this._seconds(), this._attempts);
  }

  /** An attempt has failed, of which nobody needs to hear. */
  attempted() {
    this._attempts++;
  }

  /**
   * Redis is there, and takes no writes for now.
   *
   * @param {any} error
   * @param {number} retry
   */
  held(error, retry) {
    const now = this._clock();
    if (now - this._toldHeld < REMIND) return;
    this._toldHeld = now;
    logger.warn('%s; writes wait, trying again in %d ms', this._describe(error), retry);
  }

  /**
   * Redis is there, or another one that has taken its place.
   *
   * @param {string} [where]
   */
  over(where = this._where) {
    const isOther = where !== this._where;
    this._where = where;
    if (isOther && !this._isQuiet()) logger.info('Redis at %s is the master now%s', where, this._since === null ? '' : this._after());
    else if (!isOther) this._isBack();
    this._since = null;
  }

  _isBack() {
    if (this._since === null) return;
    if (!this._isQuiet() || this._told >= this._since) {
      logger.info('Redis at %s is back%s', this._where, this._after());
    }
  }

  _after() {
    return ` after ${this._seconds()} s and ${this._attempts} failed attempts`;
  }

  /** A password was given, and Redis has none. */
  superfluous() {
    if (!this._toldPassword) logger.warn('Redis at %s has no password, but one was given', this._where);
    this._toldPassword = true;
  }

  _begin() {
    const now = this._clock();
    if (now - this._window >= REMIND) {
      this._window = now;
      this._count = 0;
    }
    this._count++;
    this._since = now;
    this._attempts = 0;
    // A quiet one goes on with what those before have told.
    if (!this._isQuiet()) this._reasons.clear();
  }

  _isQuiet() {
    return this._count > OUTAGES;
  }

  _seconds() {
    return ((this._clock() - /** @type {number} */ (this._since)) / 1000).toFixed(1);
  }

  /**
   * Redis' own words do not say where they come from.
   *
   * @param {any} error
   */
  _describe(error) {
    return error.code === 'EREPLY' ? `Redis at ${this._where} refuses: ${error.message}` : error.message;
  }
}

module.exports = Outage;
