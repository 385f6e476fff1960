'use strict';

const { AsyncResource } = require('node:async_hooks');

/** @typedef {import('./types').Callback} Callback */

/**
 * The calls that still wait for their answer.
 *
 * Each callback put in is called exactly once, on a later turn of the loop
 * and in the async context of its caller, whoever answers and how often. It
 * is called from an immediate of its own, so what it throws reaches
 * `uncaughtException` and nobody else's code; unless whoever answers sees to
 * all that.
 */
class Calls {
  constructor() {
    /** @type {Map<Callback, Call>} by what answers them */
    this._open = new Map();
    this._onEmpty = () => {};
  }

  /**
   * @param {Callback} cb
   * @returns {(...args: any[]) => boolean} the answer; false when it came too late
   */
  add(cb) {
    const call = new Call(cb);
    /** @param {any[]} args */
    const answer = (...args) => {
      if (!this._close(answer)) return false;
      call.runInAsyncScope(() => setImmediate(cb, ...args));
      return true;
    };
    this._open.set(answer, call);
    return answer;
  }

  /**
   * Answers at once: for those who were called on a later turn, by someone who
   * minds what a callback throws.
   *
   * @param {Callback} answer
   * @param {...any} args
   */
  answerHere(answer, ...args) {
    const call = this._open.get(answer);
    if (call && this._close(answer)) call.runInAsyncScope(call.cb, undefined, ...args);
  }

  /** @param {Callback} answer */
  _close(answer) {
    if (!this._open.delete(answer)) return false;
    if (this._open.size === 0) this._onEmpty();
    return true;
  }

  /** @param {Callback} answer */
  has(answer) {
    return this._open.has(answer);
  }

  /** @param {() => Error} makeReason makes the error for each call that is still open */
  fail(makeReason) {
    for (const answer of this._open.keys()) answer(makeReason());
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

/** Nobody listens to the end of a call. */
const RESOURCE = { requireManualDestroy: true };

class Call extends AsyncResource {
  /** @param {Callback} cb */
  constructor(cb) {
    super('GlobalChannelCall', RESOURCE);
    this.cb = cb;
  }
}

module.exports = Calls;
