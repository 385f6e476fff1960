'use strict';

/** @typedef {import('./lane')} Lane */

/** Lanes that rest for a while. Those that begin in the same turn of the loop wake together. */
class Rests {
  /**
   * @param {number} ms how long
   * @param {(lanes: Lane[]) => void} onAwake they may have opened
   */
  constructor(ms, onAwake) {
    this._ms = ms;
    this._onAwake = onAwake;
    /** @type {Set<Lane>} */
    this._resting = new Set();
    /** @type {Lane[] | null} those of this turn */
    this._turn = null;
  }

  /** @param {Lane} lane one that rests already wakes no later */
  add(lane) {
    if (this._resting.has(lane)) return;
    this._resting.add(lane);
    lane.pause();
    if (!this._turn) this._begin();
    /** @type {Lane[]} */ (this._turn).push(lane);
  }

  _begin() {
    const lanes = /** @type {Lane[]} */ ([]);
    this._turn = lanes;
    setImmediate(() => { this._turn = null; });
    setTimeout(() => {
      for (const lane of lanes) {
        this._resting.delete(lane);
        lane.release();
      }
      this._onAwake(lanes);
    }, this._ms);
  }
}

module.exports = Rests;
