'use strict';

const assert = require('assert').strict;
const Ledger = require('../route/ledger');
const { call } = require('../service/helpers');

/** Somebody who adds, leaves, destroys and reads all the time, on keys in all slots, and knows what has to come of it. */
class Load {
  /** @param {any} manager @param {string[]} sids */
  constructor(manager, sids) {
    this.manager = manager;
    this.sids = sids;
    this.ledger = new Ledger(sids.length);
    this.made = 0;
    /** @type {Set<Promise<void>>} */
    this.open = new Set();
    /** @type {any[]} */
    this.errors = [];
    /** By key, the longest that a call has taken since `mark`, in ms. */
    this.slowest = sids.map(() => 0);
    this.timer = setInterval(() => this.some(), 3);
  }

  some() {
    for (let i = 0; i < 3; i++) this.one(this.made % this.sids.length);
  }

  /** @param {number} n */
  one(n) {
    const uid = `u${this.made % 7}`;
    const kind = this.made++ % 13;
    const sid = this.sids[n];
    if (kind < 6) return this.write(n, uid, true, 'add', 'n', uid, sid);
    if (kind < 9) return this.write(n, uid, false, 'leave', 'n', uid, sid);
    const place = this.ledger.place(n);
    this.wait(n, call(this.manager, 'getMembersBySid', 'n', sid), (uids) => this.ledger.read(n, place, uids, false));
  }

  write(n, uid, isThere, ...args) {
    this.ledger.write(n, uid, isThere);
    this.wait(n, call(this.manager, ...args), () => {});
  }

  wait(n, answer, then) {
    const began = performance.now();
    const done = answer.then(([err, value]) => {
      if (err) this.errors.push(err);
      else then(value);
      this.slowest[n] = Math.max(this.slowest[n], performance.now() - began);
      this.open.delete(done);
    });
    this.open.add(done);
  }

  async stop() {
    clearInterval(this.timer);
    await Promise.all(this.open);
  }

  /** No call has failed, no read was wrong, and what is there in the end is what has to be. */
  async check() {
    assert.deepEqual(this.errors.map((err) => err.message).slice(0, 3), []);
    this.ledger.check();
    const [err, lists] = await call(this.manager, 'getMembers', 'n', this.sids);
    assert.ifError(err);
    assert.deepEqual(Array.from(lists, (list) => (list || []).sort()), this.sids.map((_, n) => [...this.ledger.after(n)].sort()));
  }
}

module.exports = Load;
