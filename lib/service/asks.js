'use strict';

const { AsyncResource } = require('async_hooks');
const { performance } = require('perf_hooks');
const { after } = require('../deadline');
const { makeError, plainError, toError } = require('../error');
const logger = require('../log')(__filename);
const { reasons } = require('./reasons');

/**
 * @typedef {object} Ask
 * @property {string} sid
 * @property {number} at its deadline, once it waits
 * @property {boolean} open
 * @property {(err: Error | null, fails?: any) => void} cb
 * @property {Ask | null} outer the one from inside whose rpc this one is asked
 */

/**
 * The frontend servers that are being asked. `app.rpcInvoke` may answer
 * twice, throw, or never answer; here each question is answered exactly once:
 * by the frontend, by its leaving, or by the timeout.
 */
class Asks {
  /**
   * @param {import('./types').App} app
   * @param {number} timeout
   */
  constructor(app, timeout) {
    this._app = app;
    this._timeout = timeout;
    /**
     * Those that were not answered at once. All have the same timeout, so the
     * order of insertion is that of the deadlines.
     *
     * @type {Set<Ask>}
     */
    this._waiting = new Set();
    /** @type {Ask | null} whose rpc is being called right now */
    this._asking = null;
    /**
     * One deadline serves them all. It stays set while questions come and are
     * answered; the process waits for it only while there are some.
     *
     * @type {ReturnType<typeof after> | null}
     */
    this._deadline = null;
    /** @type {AsyncResource | null} the deadline's: it would keep the context of a caller */
    this._context = null;
    this._onRemove = (/** @type {unknown} */ ids) => {
      if (Array.isArray(ids)) this._leave((sid) => ids.includes(sid));
    };
    this._onReplace = (/** @type {unknown} */ servers) => {
      if (!Array.isArray(servers)) return;
      const ids = new Set(servers.map((server) => Object(server).id));
      this._leave((sid) => !ids.has(sid));
    };
  }

  /** Opens; hears from Pomelo which servers leave, until close. */
  listen() {
    this._context = new AsyncResource('GlobalChannelAsks', { requireManualDestroy: true });
    this._hear('on');
  }

  /** Forgets every open question and answers none of them. */
  close() {
    if (!this._context) return;
    this._hear('removeListener');
    this._waiting.clear();
    if (this._deadline) this._deadline.cancel();
    this._deadline = null;
    this._context.emitDestroy();
    this._context = null;
  }

  /**
   * Without these events, who leaves is found out by its silence.
   *
   * @param {'on' | 'removeListener'} method
   */
  _hear(method) {
    try {
      const { event } = this._app;
      if (!event) return;
      event[method]('remove_servers', this._onRemove);
      event[method]('replace_servers', this._onReplace);
    } catch (err) {
      logger.warn('app.event.%s failed: %s', method, reasons(err));
    }
  }

  /**
   * @param {string} sid
   * @param {object} message
   * @param {Ask['cb']} cb may be called from inside
   */
  ask(sid, message, cb) {
    const ask = { sid, at: 0, open: true, cb, outer: this._asking };
    this._asking = ask;
    const failed = (/** @type {unknown} */ err) => this._settle(ask, err || new Error('app.rpcInvoke failed'));
    try {
      if (typeof this._app.rpcInvoke !== 'function') throw notReady();
      const result = /** @type {any} */ (this._app.rpcInvoke(sid, message, (err, fails) => this._settle(ask, err, fails)));
      if (result && typeof result.then === 'function') result.then(undefined, failed);
    } catch (err) {
      failed(err);
    }
    this._asking = ask.outer;
    if (ask.open) this._wait(ask);
  }

  /** @param {Ask} ask */
  _wait(ask) {
    ask.at = performance.now() + this._timeout;
    this._waiting.add(ask);
    if (!this._deadline) this._arm(this._timeout);
    else if (this._waiting.size === 1) this._deadline.ref();
  }

  /**
   * The first answer counts, the others find the question closed.
   *
   * @param {Ask} ask
   * @param {any} err
   * @param {any} [fails]
   */
  _settle(ask, err, fails) {
    if (!ask.open) return;
    const { cb } = ask;
    ask.open = false;
    ask.cb = nobody; // whoever may still answer holds no more than this
    if (this._waiting.delete(ask) && this._waiting.size === 0 && this._deadline) this._deadline.unref();
    cb(err ? toError(err) : null, fails);
  }

  /** @param {(sid: string) => boolean} hasLeft */
  _leave(hasLeft) {
    for (const ask of this._waiting) {
      if (hasLeft(ask.sid)) this._settle(ask, left(ask.sid));
    }
    for (let ask = this._asking; ask; ask = ask.outer) {
      if (hasLeft(ask.sid)) this._settle(ask, left(ask.sid));
    }
  }

  /** @param {number} ms */
  _arm(ms) {
    const expire = (/** @type {number} */ passed) => this._expire(passed);
    this._deadline = this._context && this._context.runInAsyncScope(after, null, ms, expire);
  }

  /** @param {number} passed when the deadline was over; an answer that had come by then has been heard since */
  _expire(passed) {
    for (const ask of this._waiting) {
      if (ask.at > passed) break;
      this._settle(ask, silent(ask.sid, this._timeout));
    }
    const [next] = this._waiting;
    this._deadline = null;
    if (next) this._arm(next.at - performance.now());
  }
}

function nobody() {}

function notReady() {
  return makeError('ESTATE', 'no app.rpcInvoke: the server has not started, or has no rpc client');
}

/** @param {string} sid */
function left(sid) {
  const message = `frontend server ${sid} left while it was asked`;
  return plainError('ECONNLOST', message, { maybeExecuted: true });
}

/**
 * @param {string} sid
 * @param {number} timeout
 */
function silent(sid, timeout) {
  const message = `frontend server ${sid} did not answer within ${timeout} ms`;
  return plainError('ETIMEDOUT', message, { maybeExecuted: true });
}

module.exports = Asks;
