'use strict';

const { performance } = require('perf_hooks');
const Round = require('./round');

/**
 * Looks for the master as long as there is a reason to: a round of questions
 * every 200 ms, each of which waits for its own answers.
 *
 * @typedef {import('./round').Outcome} Outcome
 * @typedef {import('../announced').Address} Address
 */

const EVERY = 200;
/** Whatever happens, there are so many ms between the beginnings of two rounds. */
const LEAST = 20;
/** Rounds that are open at a time. */
const MOST = 4;

class Search {
  /**
   * @param {import('../../options').Options} options
   * @param {import('./panel')} panel
   * @param {() => string | null} currentOf whom we have
   * @param {(outcome: Outcome) => void} onOutcome of a round, later
   */
  constructor(options, panel, currentOf, onOutcome) {
    this._options = options;
    this._panel = panel;
    this._currentOf = currentOf;
    this._onOutcome = onOutcome;
    /** @type {Map<string, NodeJS.Timeout | null>} why, and the end of a reason that ends by itself */
    this._reasons = new Map();
    /** @type {Set<Round>} */
    this._rounds = new Set();
    /** @type {NodeJS.Timeout | null} */
    this._timer = null;
    this._began = -Infinity;
    /** @type {Address | null} whom a message has named */
    this._told = null;
  }

  /**
   * @param {string} reason
   * @param {number} [ms] after which it ends unless it is given again
   */
  want(reason, ms) {
    const timer = this._reasons.get(reason);
    if (timer) timer.refresh();
    else this._reasons.set(reason, ms ? setTimeout(() => this.enough(reason), ms) : null);
    if (!this._timer) this._wait(0);
  }

  /** @param {string} reason */
  enough(reason) {
    const timer = this._reasons.get(reason);
    if (timer) clearTimeout(timer);
    this._reasons.delete(reason);
    if (this._reasons.size === 0) this._rest();
  }

  /**
   * Something has happened: what was asked before does not count.
   *
   * @param {string} reason
   * @param {Address | null} told whom a message has named
   * @param {number} ms as `want`
   */
  anew(reason, told, ms) {
    this._rest();
    this._told = told;
    this.want(reason, ms);
  }

  stop() {
    for (const reason of [...this._reasons.keys()]) this.enough(reason);
    this._rest();
  }

  _rest() {
    if (this._timer) clearTimeout(this._timer);
    this._timer = null;
    this._told = null;
    for (const round of this._rounds) round.cancel();
    this._rounds.clear();
  }

  /** @param {number} ms */
  _wait(ms) {
    const least = this._began + LEAST - performance.now();
    this._timer = setTimeout(() => this._turn(), Math.max(ms, least));
  }

  _turn() {
    this._began = performance.now();
    this._wait(EVERY);
    if (this._rounds.size === MOST) return;
    const known = { current: this._currentOf(), told: this._told };
    /** @type {Round} */
    const round = new Round(this._options, this._panel, known, (outcome) => {
      this._rounds.delete(round);
      this._onOutcome(outcome);
    });
    this._rounds.add(round);
  }
}

module.exports = { Search, EVERY };
