'use strict';

const { makeError, toError } = require('../error');

/** @typedef {{ sid: string, at: number, cb: (err: Error | null, fails?: any) => void }} Ask */

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
     * All have the same timeout, so the order of insertion is that of the
     * deadlines, and one timer, for the first, serves them all.
     *
     * @type {Set<Ask>}
     */
    this._open = new Set();
    /** @type {NodeJS.Timeout | undefined} */
    this._timer = undefined;
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
    this._open.clear();
    clearTimeout(this._timer);
  }

  /**
   * @param {string} sid
   * @param {object} message
   * @param {Ask['cb']} cb may be called from inside
   */
  ask(sid, message, cb) {
    const ask = { sid, at: performance.now() + this._timeout, cb };
    this._open.add(ask);
    if (this._open.size === 1) this._arm(this._timeout);
    try {
      if (typeof this._app.rpcInvoke !== 'function') throw notReady();
      this._app.rpcInvoke(sid, message, (err, fails) => this._settle(ask, err, fails));
    } catch (err) {
      this._settle(ask, err || new Error('app.rpcInvoke failed'));
    }
  }

  /**
   * The first answer counts, the others find the question gone.
   *
   * @param {Ask} ask
   * @param {any} err
   * @param {any} [fails]
   */
  _settle(ask, err, fails) {
    if (!this._open.delete(ask)) return;
    if (this._open.size === 0) clearTimeout(this._timer);
    ask.cb(err ? toError(err) : null, fails);
  }

  /** @param {(sid: string) => boolean} hasLeft */
  _leave(hasLeft) {
    for (const ask of this._open) {
      if (hasLeft(ask.sid)) this._settle(ask, left(ask.sid));
    }
  }

  /** @param {number} ms */
  _arm(ms) {
    this._timer = setTimeout(() => this._expire(), ms);
  }

  _expire() {
    const now = performance.now();
    for (const ask of this._open) {
      if (ask.at > now) return this._arm(Math.ceil(ask.at - now));
      this._settle(ask, silent(ask.sid, this._timeout));
    }
  }
}

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
