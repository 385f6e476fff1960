'use strict';

const { performance } = require('perf_hooks');

/** How often the loop is at its sockets once the time is over. */
const TURNS = 4;
/** A process may have been stopped for hours; nobody is to wait as long again. In ms. */
const GRACE = 1000;

/**
 * A time after which something counts as unanswered. A loop that was held up
 * finds its timers due before it has read what waits in its sockets.
 */
class Deadline {
  /**
   * @param {number} ms
   * @param {(passed: number) => void} cb
   */
  constructor(ms, cb) {
    this._cb = cb;
    this._isRef = true;
    this._turnsLeft = TURNS;
    this._due = performance.now() + ms;
    this._passed = this._due;
    this._timer = this._sleep(ms, () => this._pass());
  }

  /** It is not called back any more. May be called again, and behind the end. */
  cancel() {
    clearTimeout(this._timer);
    clearImmediate(this._turn);
  }

  /** The process waits for it, as in the beginning. */
  ref() {
    this._isRef = true;
    this._timer.ref();
    if (this._turn) this._turn.ref();
  }

  unref() {
    this._isRef = false;
    this._timer.unref();
    if (this._turn) this._turn.unref();
  }

  /** The time is over. */
  _pass() {
    this._passed = performance.now();
    const late = Math.min(Math.max(0, this._passed - this._due), GRACE);
    this._timer = this._sleep(late + 1, () => this._look());
  }

  /** Two timers may be called in one turn; before an immediate the loop has been at its sockets. */
  _look() {
    this._turn = setImmediate(() => {
      if (--this._turnsLeft === 0) this._cb(this._passed);
      else this._timer = this._sleep(1, () => this._look());
    });
    if (!this._isRef) this._turn.unref();
  }

  /**
   * @param {number} ms
   * @param {() => void} next
   */
  _sleep(ms, next) {
    const timer = setTimeout(next, Math.ceil(ms));
    return this._isRef ? timer : timer.unref();
  }
}

/**
 * Calls back once: when `ms` have passed, and the loop has since had four turns
 * to read what waits in its sockets, and as long as it was late, a second at most.
 *
 * @param {number} ms at most 2 ** 31 - 1, as for setTimeout
 * @param {(passed: number) => void} cb is told when they had passed, by performance.now
 */
function after(ms, cb) {
  return new Deadline(ms, cb);
}

module.exports = { after, Deadline };
