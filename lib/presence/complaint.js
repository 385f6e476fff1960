'use strict';

const { performance } = require('perf_hooks');
const logger = require('../log')(__filename);
const { reasons } = require('../service/reasons');

/** A reason is told again after this time, in ms. */
const REMIND = 600000;

/** Of which the connection tells by itself. */
const TOLD_ELSEWHERE = ['ECONNLOST', 'ESTOPPED', 'ETIMEDOUT'];

/** What fails again and again, and is told of now and then. */
class Complaint {
  /**
   * @param {string} what
   * @param {() => number} [clock] ms
   */
  constructor(what, clock = () => performance.now()) {
    this._what = what;
    this._clock = clock;
    /** @type {Map<string, number>} when a reason was told */
    this._told = new Map();
  }

  /** @param {any} err */
  note(err) {
    if (TOLD_ELSEWHERE.includes(err.code)) return;
    const reason = err.reply || err.code;
    const now = this._clock();
    const before = this._told.get(reason);
    if (before !== undefined && now - before < REMIND) return;
    this._told.set(reason, now);
    logger.warn('%s: %s', this._what, reasons(err));
  }
}

module.exports = Complaint;
