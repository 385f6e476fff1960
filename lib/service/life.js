'use strict';

const Call = require('../call');
const { plainError } = require('../error');
const later = require('../later');
const { stopped } = require('./calls');
const { reasons } = require('./reasons');
const logger = require('../log')(__filename);

/** How long stop takes at most, in ms: Pomelo ends the process after 3 s. */
const STOP_LIMIT = 2000;

const NEW = 0;
const STARTING = 1;
const STARTED = 2;
const STOPPED = 3;

/**
 * The life of a service: new, starting, started, stopped. A failed start leads
 * back to new, stop is for good.
 *
 * @typedef {import('./types').Callback} Callback
 */
class Life {
  /**
   * @param {object} of
   * @param {any} of.manager one that keeps the promises about callbacks
   * @param {import('./calls').Calls} of.pushes stop lets them finish, and then fails them
   * @param {boolean} of.clean whether to clean when started
   * @param {import('../presence/presence') | null} of.presence what begins with a start, and ends with a stop
   * @param {Error | null} of.error what start has to report instead of starting
   * @param {() => void} of.onStarted before whoever started hears of it
   */
  constructor({ manager, pushes, clean, presence, error, onStarted }) {
    this._manager = manager;
    this._pushes = pushes;
    this._clean = clean;
    this._presence = presence;
    this._error = error;
    this._onStarted = onStarted;
    this._state = NEW;
    /** @type {Call[]} who waits for the start */
    this._starting = [];
    /** Whether the own members are being removed, before anything else goes. */
    this._isLeaving = false;
    /** @type {any} as stop was given it */
    this._force = false;
    /** @type {Promise<any[]> | null} what stop calls back with */
    this._stopping = null;
  }

  /**
   * A start during a start joins it.
   *
   * @param {Callback} cb
   */
  start(cb) {
    if (this._state === STARTED || this._state === STOPPED) return refuse(cb);
    this._starting.push(new Call(cb));
    if (this._state === STARTING) return;
    this._state = STARTING;
    if (this._error) setImmediate(() => this._endStart(this._error));
    else this._startManager();
  }

  _startManager() {
    this._manager.start((/** @type {any} */ err = null) => {
      if (this._state === STOPPED) return this._startedTooLate(err);
      if (err || !this._clean) return this._begin(err);
      this._manager.clean((/** @type {any} */ err) => {
        if (!err) return this._begin(err);
        this._discard().then(() => this._endStart(err));
      });
    });
  }

  /** @param {any} err of the manager's start */
  _begin(err) {
    if (err || !this._presence || this._state === STOPPED) return this._endStart(err);
    this._presence.begin((err) => {
      if (!err) return this._endStart(null);
      if (this._state === STOPPED) return;
      const discarded = new Promise((resolve) => { /** @type {any} */ (this._presence).end(resolve); }).then(() => this._discard());
      discarded.then(() => this._endStart(err));
    });
  }

  /** @param {any} err when stop came first, nobody waits for it any more */
  _endStart(err) {
    const starting = this._starting;
    this._starting = [];
    if (this._state === STARTING) {
      this._state = err ? NEW : STARTED;
      if (!err) this._onStarted();
    }
    for (const call of starting) call.answer(err);
  }

  /**
   * Stop came first; a manager that has started all the same must not stay.
   *
   * @param {any} err
   */
  async _startedTooLate(err) {
    await this._stopping;
    if (!err) this._discard();
  }

  /** Stops the manager where nobody waits for what it says about that. */
  async _discard() {
    const [err] = await this._stopManager(true);
    if (err) logger.error('channelManager.stop failed: %s', reasons(err));
  }

  /**
   * Every call of stop calls back when everything has ended; one with force
   * makes an earlier one without it hurry.
   *
   * @param {any} force
   * @param {Callback} cb
   */
  stop(force, cb) {
    const call = new Call(cb);
    const hurry = this._stopping && force && !this._force;
    this._state = STOPPED;
    this._force = this._force || force;
    if (this._starting.length > 0) setImmediate(() => this._endStart(stopped()));
    if (hurry) this._hurry();
    this._stopping = this._stopping || this._end();
    this._stopping.then((args) => setImmediate(() => call.answer(...args)));
  }

  _hurry() {
    this._pushes.fail();
    if (!this._isLeaving) this._manager.stop(true, () => {});
  }

  async _end() {
    const { _presence: presence } = this;
    if (presence) {
      this._isLeaving = true;
      await new Promise((resolve) => { presence.end(resolve); });
      this._isLeaving = false;
    }
    const drained = this._pushes.drain(this._force);
    const args = await this._stopManager(this._force);
    await drained;
    return args;
  }

  /**
   * @param {any} force
   * @returns {Promise<any[]>} what the manager called back with
   */
  _stopManager(force) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        logger.error('channelManager.stop has not called back; not waiting for it any longer');
        resolve([]);
      }, STOP_LIMIT);
      this._manager.stop(force, (/** @type {any[]} */ ...args) => {
        clearTimeout(timer);
        resolve(args);
      });
    });
  }
}

/**
 * Answers a call that comes at the wrong time.
 *
 * @param {Callback} cb
 */
function refuse(cb) {
  later(cb, invalid);
}

function invalid() {
  return [plainError('ESTATE', 'invalid state')];
}

module.exports = { Life, refuse };
