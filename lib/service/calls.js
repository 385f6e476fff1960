'use strict';

const Call = require('../call');
const { plainError } = require('../error');

/** How long, in ms, a stop without force lets calls finish. */
const GRACE = 1000;

/** The calls that still wait for their answer. Only the first answer of each counts. */
class Calls {
  constructor() {
    /** @type {Set<Call>} */
    this._open = new Set();
    this._onEmpty = () => {};
  }

  /** @param {import('./types').Callback} cb */
  open(cb) {
    const call = new Call(cb);
    this._open.add(call);
    return call;
  }

  /** @param {Call} call */
  isOpen(call) {
    return this._open.has(call);
  }

  /**
   * Answers at once: on a later turn than that of the call.
   *
   * @param {Call} call
   * @param {...any} args
   */
  answer(call, ...args) {
    if (this._close(call)) call.answer(...args);
  }

  /**
   * Answers on the next turn, wherever this is called from.
   *
   * @param {Call} call
   * @param {...any} args
   * @returns {boolean} false when the answer came too late
   */
  answerLater(call, ...args) {
    if (!this._close(call)) return false;
    setImmediate(() => call.answer(...args));
    return true;
  }

  /** @param {Call} call */
  _close(call) {
    if (!this._open.delete(call)) return false;
    if (this._open.size === 0) this._onEmpty();
    return true;
  }

  /** What they asked for may have been done. */
  fail() {
    const calls = [...this._open].filter((call) => this._close(call));
    setImmediate(() => calls.forEach((call) => call.answer(stopped({ maybeExecuted: true }))));
  }

  /**
   * Resolves when every call has been answered; what is left after a second
   * fails.
   *
   * @param {any} force whether not to wait at all
   * @returns {Promise<void>}
   */
  drain(force) {
    if (force) this.fail();
    if (this._open.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.fail(), GRACE);
      this._onEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** @param {Record<string, unknown>} [props] */
function stopped(props) {
  return plainError('ESTOPPED', 'the global channel service was stopped', props);
}

module.exports = { Calls, stopped };
