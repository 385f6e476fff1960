'use strict';

const { performance } = require('perf_hooks');
const logger = require('../log')(__filename);

/** Of each kind there is one line in this time, in ms. */
const REMIND = 30000;

/** What the log tells of users who cannot be taken out of their channels: few lines, however many they are. */
class Watch {
  /** @param {import('./waiting')} waiting */
  constructor(waiting) {
    this._waiting = waiting;
    /** How many that were dropped have been told of. */
    this._told = 0;
    this._toldAt = -Infinity;
    this._refused = 0;
    this._refusedAt = -Infinity;
  }

  /** Redis has not answered, or not been there. */
  rested() {
    if (performance.now() - this._toldAt >= REMIND) this._tell();
  }

  /** Some are through. */
  worked() {
    if (this._waiting.size === 0) this._tell();
  }

  _tell() {
    const { size, dropped } = this._waiting;
    if (dropped === this._told) return;
    logger.warn('leaveOnClose: %d users who have left wait for Redis; %d more were dropped, and stay in their channels',
      size, dropped - this._told);
    this._told = dropped;
    this._toldAt = performance.now();
  }

  /**
   * @param {number} count
   * @param {any} error
   */
  refused(count, error) {
    const now = performance.now();
    this._refused += count;
    if (now - this._refusedAt < REMIND) return;
    logger.error('leaveOnClose: %d users who have left stay in their channels: %s', this._refused, error.message);
    this._refused = 0;
    this._refusedAt = now;
  }
}

module.exports = Watch;
