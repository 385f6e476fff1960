'use strict';

/** So many users may wait; more are dropped. */
const MOST = 100000;

/**
 * Users who wait to be taken out of their channels, each once, first come, first
 * served.
 *
 * @typedef {object} Leaving
 * @property {string} uid
 * @property {Set<string>} names of channels that earlier attempts have read; perhaps they have removed something there
 * @property {boolean} isSecond it is the second look, and no third follows
 */
class Waiting {
  constructor() {
    /** @type {Map<string, Leaving>} by uid */
    this._all = new Map();
    /** How many were too many. */
    this.dropped = 0;
  }

  get size() {
    return this._all.size;
  }

  /**
   * @param {string} uid
   * @param {boolean} [isSecond]
   */
  add(uid, isSecond = false) {
    this.putBack({ uid, names: new Set(), isSecond });
  }

  /** @param {Leaving} leaving one of an attempt that has failed, or a new one */
  putBack(leaving) {
    const known = this._all.get(leaving.uid);
    if (known) merge(known, leaving);
    else if (this._all.size < MOST) this._all.set(leaving.uid, leaving);
    else this.dropped++;
  }

  /**
   * The user is back. Where something may have been removed, it has to be looked at.
   *
   * @param {string} uid
   */
  stop(uid) {
    const leaving = this._all.get(uid);
    if (leaving && leaving.names.size === 0) this._all.delete(uid);
  }

  /**
   * @param {number} count at most
   * @returns {Leaving[]} the first; they do not wait any longer
   */
  take(count) {
    const first = [];
    for (const leaving of this._all.values()) {
      if (first.length === count) break;
      first.push(leaving);
    }
    for (const { uid } of first) this._all.delete(uid);
    return first;
  }

  clear() {
    this._all.clear();
  }
}

/** @type {(known: Leaving, other: Leaving) => void} */
function merge(known, { names, isSecond }) {
  for (const name of names) known.names.add(name);
  known.isSecond = known.isSecond && isSecond;
}

Waiting.MOST = MOST;

module.exports = Waiting;
