'use strict';

const { AsyncResource } = require('node:async_hooks');
const { makeError, toError } = require('../error');

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
     * One timer serves them all. It stays set while questions come and are
     * answered; the process waits for it only while there are some.
     *
     * @type {NodeJS.Timeout | null}
     */
    this._timer = null;
    // The timer belongs to no caller: it would keep that one's context.
    this._context = new AsyncResource('GlobalChannelAsks', { requireManualDestroy: true });
    this._onRemove = (/** @type {string[]} */ ids) => this._leave((sid) => ids.includes(sid));
    this._onReplace = (/** @type {{ id: string }[]} */ servers) => {
      const ids = new Set(servers.map((server) => server.id));
      this._leave((sid) => !ids.has(sid));
    };
  }

  /** Hears from Pomelo which servers leave, until close. */
  listen() {
    this._app.event?.on('remove_servers', this._onRemove);
    this._app.event?.on('replace_servers', this._onReplace);
  }

  /** Forgets every open question and answers none of them. */
  close() {
    this._app.event?.removeListener('remove_servers', this._onRemove);
    this._app.event?.removeListener('replace_servers', this._onReplace);
    this._waiting.clear();
    if (this._timer) clearTimeout(this._timer);
    this._timer = null;
  }

  /**
   * @param {string} sid
   * @param {object} message
   * @param {Ask['cb']} cb may be called from inside
   */
  ask(sid, message, cb) {
    const ask = { sid, at: 0, open: true, cb, outer: this._asking };
    this._asking = ask;
    try {
      if (typeof this._app.rpcInvoke !== 'function') throw notReady();
      this._app.rpcInvoke(sid, message, (err, fails) => this._settle(ask, err, fails));
    } catch (err) {
      this._settle(ask, err || new Error('app.rpcInvoke failed'));
    }
    this._asking = ask.outer;
    if (ask.open) this._wait(ask);
  }

  /** @param {Ask} ask */
  _wait(ask) {
    ask.at = performance.now() + this._timeout;
    this._waiting.add(ask);
    if (!this._timer) this._arm(this._timeout);
    else if (this._waiting.size === 1) this._timer.ref();
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
    if (this._waiting.delete(ask) && this._waiting.size === 0) this._timer?.unref();
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
    this._timer = this._context.runInAsyncScope(setTimeout, null, () => this._expire(), ms);
  }

  _expire() {
    const now = performance.now();
    this._timer = null;
    for (const ask of this._waiting) {
      if (ask.at > now) return this._arm(Math.ceil(ask.at - now));
      this._settle(ask, silent(ask.sid, this._timeout));
    }
  }
}

function nobody() {}

function notReady() {
  return makeError('ESTATE', 'no app.rpcInvoke: the server has not started, or has no rpc client');
}

/** @param {string} sid */
function left(sid) {
  const message = `frontend server ${sid} left while it was asked`;
  return makeError('ECONNLOST', message, { maybeExecuted: true });
}

/**
 * @param {string} sid
 * @param {number} timeout
 */
function silent(sid, timeout) {
  const message = `frontend server ${sid} did not answer within ${timeout} ms`;
  return makeError('ETIMEDOUT', message, { maybeExecuted: true });
}

module.exports = Asks;
