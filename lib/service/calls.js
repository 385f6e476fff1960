'use strict';

const { AsyncResource } = require('node:async_hooks');

/** @typedef {import('./types').Callback} Callback */

/**
 * The calls that still wait for their answer.
 *
 * Each callback put in is called exactly once, on a later turn of the loop
 * and in the async context of its caller, whoever answers and how often. It
 * is called from an immediate of its own, so what it throws reaches
 * `uncaughtException` and nobody else's code.
 */
class Calls {
  constructor() {
    /** @type {Set<Callback>} */
    this._open = new Set();
    this._onEmpty = () => {};
  }

  /**
   * @param {Callback} cb
   * @returns {(...args: any[]) => boolean} the answer; false when it came too late
   */
  add(cb) {
    const resource = new AsyncResource('GlobalChannelCall', { requireManualDestroy: true });
    /** @param {any[]} args */
    const answer = (...args) => {
      if (!this._open.delete(answer)) return false;
      resource.runInAsyncScope(() => setImmediate(cb, ...args));
      if (this._open.size === 0) this._onEmpty();
      return true;
    };
    this._open.add(answer);
    return answer;
  }

  /** @param {Callback} answer */
  has(answer) {
    return this._open.has(answer);
  }

  /** @param {() => Error} makeReason makes the error for each call that is still open */
  fail(makeReason) {
    for (const answer of this._open) answer(makeReason());
  }

  /**
   * Waits until every call has been answered; after `ms` fails what is left.
   *
   * @param {number} ms 0: does not wait at all
   * @param {() => Error} makeReason
   * @returns {Promise<void>}
   */
  drain(ms, makeReason) {
    if (ms === 0) this.fail(makeReason);
    if (this._open.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.fail(makeReason), ms);
      this._onEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

module.exports = Calls;
