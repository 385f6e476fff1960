'use strict';

const { makeError, toError } = require('../error');
const Calls = require('./calls');
const { callManager } = require('./managers');
const logger = require('../log')(__filename);

/** How long stop(false) lets pending calls finish. */
const GRACE = 1000;
/** How long stop takes at most: Pomelo ends the process after 3 s. */
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
   * @param {Calls} pending the calls that stop lets finish, and then fails
   * @param {object} of
   * @param {import('./types').Manager} of.manager
   * @param {boolean} of.exact
   * @param {boolean} of.clean whether to clean when started
   * @param {Error | null} of.error what start has to report instead of starting
   */
  constructor(pending, { manager, exact, clean, error }) {
    this._manager = manager;
    this._exact = exact;
    this._clean = clean;
    this._error = error;
    this._pending = pending;
    this._own = new Calls();
    this._state = NEW;
    /** @type {any} as stop was given it */
    this._force = false;
    /** @type {Promise<any[]> | null} what stop calls back with */
    this._stopping = null;
    /** @type {Callback} */
    this._endStart = () => {};
  }

  isStarted() {
    return this._state === STARTED;
  }

  /** @param {Callback} cb */
  start(cb) {
    if (this._state !== NEW) return refuse(cb);
    this._state = STARTING;
    const done = this._own.add((err) => {
      if (this._state === STOPPED) return cb(stopped());
      this._state = err ? NEW : STARTED;
      cb(err);
    });
    this._endStart = done;
    if (this._error) done(this._error);
    else this._startManager(done);
  }

  /** @param {Callback} done */
  _startManager(done) {
    this._run('start', [], (err = null) => {
      if (this._state === STOPPED) return this._startedTooLate(err);
      if (err || !this._clean) return void done(err);
      this._run('clean', [], (err) => {
        if (!err) return void done(err);
        this._discard().then(() => done(err));
      });
    });
  }

  /**
   * Stop came first; a manager that has started all the same must not stay.
   *
   * @param {any} err
   */
  _startedTooLate(err) {
    if (!err) this._discard();
  }

  /** Stops the manager where nobody waits for what it says about that. */
  async _discard() {
    const [err] = await this._stopManager(true, STOP_LIMIT);
    if (err) logger.error('channelManager.stop failed: %s', toError(err).message);
  }

  /**
   * Every call of stop calls back when everything has ended; one with force
   * makes an earlier one without it hurry.
   *
   * @param {any} force
   * @param {Callback} cb
   */
  stop(force, cb) {
    const done = this._own.add(cb);
    const hurry = this._stopping && force && !this._force;
    this._state = STOPPED;
    this._force = this._force || force;
    this._endStart();
    if (hurry) this._hurry();
    if (!this._stopping) this._stopping = this._end();
    this._stopping.then((args) => done(...args));
  }

  _hurry() {
    this._pending.fail(cutShort);
    if (this._exact) this._discard();
  }

  /**
   * An exact manager lets its calls finish by itself. Another one may drop
   * them when it is stopped, so it is stopped after they have.
   */
  async _end() {
    const began = performance.now();
    const drained = this._pending.drain(this._force ? 0 : GRACE, cutShort);
    if (!this._exact) await drained;
    const args = await this._stopManager(this._force, began + STOP_LIMIT - performance.now());
    await drained;
    return args;
  }

  /**
   * @param {any} force
   * @param {number} limit ms
   * @returns {Promise<any[]>} what the manager called back with
   */
  _stopManager(force, limit) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        logger.error('channelManager.stop has not called back; not waiting for it any longer');
        resolve([]);
      }, limit);
      this._run('stop', [force], (...args) => {
        clearTimeout(timer);
        resolve(args);
      });
    });
  }

  /**
   * Start and stop are optional for a manager.
   *
   * @param {'start' | 'stop' | 'clean'} method
   * @param {unknown[]} args
   * @param {Callback} cb
   */
  _run(method, args, cb) {
    if (typeof this._manager?.[method] !== 'function') setImmediate(cb);
    else callManager(this._manager, method, args, this._own.add(cb));
  }
}

/**
 * Answers a call that comes at the wrong time.
 *
 * @param {Callback} cb
 */
function refuse(cb) {
  setImmediate(cb, makeError('ESTATE', 'invalid state'));
}

function stopped() {
  return makeError('ESTOPPED', 'the global channel service was stopped');
}

/** What was asked of a manager or of frontends may have been done. */
function cutShort() {
  return Object.assign(stopped(), { maybeExecuted: true });
}

module.exports = { Life, refuse };
