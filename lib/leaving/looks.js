'use strict';

const { performance } = require('perf_hooks');

/** A handler that was at work when the user left has added him to channels by then, in ms. */
const DELAY = 10000;
/** Those that leave in so short a time share a timer, in ms. */
const STEP = 500;
/** So many are looked at again; for more, handlers that are as slow are their own affair. */
const MOST = 100000;

/** Users who have left, and are looked at a second time. */
class Looks {
  /** @param {(uids: string[]) => void} onDue */
  constructor(onDue) {
    this._onDue = onDue;
    /** @type {Map<string, number>} when by uid; as all wait equally long, the first is due first */
    this._due = new Map();
    /** @type {NodeJS.Timeout | null} the process does not wait for it */
    this._timer = null;
  }

  get size() {
    return this._due.size;
  }

  /** @param {string} uid */
  add(uid) {
    this._due.delete(uid);
    if (this._due.size >= MOST) return;
    this._due.set(uid, Math.ceil((performance.now() + DELAY) / STEP) * STEP);
    this._sleep();
  }

  /** @param {string} uid is back */
  stop(uid) {
    this._due.delete(uid);
  }

  end() {
    if (this._timer) clearTimeout(this._timer);
    this._timer = null;
    this._due.clear();
  }

  _sleep() {
    const [first] = this._due.values();
    if (this._timer || first === undefined) return;
    this._timer = setTimeout(() => this._look(), Math.max(1, first - performance.now())).unref();
  }

  _look() {
    const now = performance.now();
    const uids = [];
    this._timer = null;
    for (const [uid, due] of this._due) {
      if (due > now) break;
      uids.push(uid);
    }
    for (const uid of uids) this._due.delete(uid);
    this._sleep();
    this._onDue(uids);
  }
}

module.exports = Looks;
