'use strict';

const { performance } = require('perf_hooks');
const { after } = require('../deadline');

/**
 * The timers of a route, which run while calls are open: for the first deadline,
 * and for whoever is silent.
 */

/** A node's session tells of its own late calls: it knows whether they ran. In ms. */
const BEHIND = 30;
/** Twice in so many ms nothing was heard: that is silence. */
const LOOK = 250;
/** A loop that is late has not yet read what has come. In ms. */
const LATE = 100;

class Clock {
  /**
   * @param {import('./traffic')} traffic
   * @param {() => void} onLook
   */
  constructor(traffic, onLook) {
    this._traffic = traffic;
    this._onLook = onLook;
    /** @type {import('../deadline').Deadline | null} */
    this._deadline = null;
    /** @type {NodeJS.Timeout | null} */
    this._timer = null;
    this._due = 0;
    this._isStopped = false;
  }

  now() {
    return performance.now();
  }

  /**
   * A call has begun.
   *
   * @param {number} now
   */
  begun(now) {
    if (!this._deadline) this._arm(now);
    if (!this._timer) this._sleep(now);
  }

  stop() {
    this._isStopped = true;
    if (this._deadline) this._deadline.cancel();
    if (this._timer) clearTimeout(this._timer);
  }

  /** @param {number} now */
  _arm(now) {
    const { deadline } = this._traffic;
    if (this._isStopped) return;
    this._deadline = deadline === Infinity ? null : after(Math.max(0, deadline - now) + BEHIND, (passed) => {
      this._traffic.expire(passed - BEHIND);
      this._arm(this.now());
    });
  }

  /** @param {number} now */
  _sleep(now) {
    this._due = now + LOOK;
    this._timer = setTimeout(() => this._look(), LOOK);
  }

  _look() {
    const now = this.now();
    this._timer = null;
    if (now - this._due < LATE) this._onLook();
    if (this._traffic.pending > 0 && !this._isStopped) this._sleep(now);
  }
}

module.exports = Clock;
