'use strict';

const assert = require('node:assert/strict');

/**
 * What calls for a few keys have to find: each sees all that was made before it. Strictly it sees nothing else; where calls
 * are executed twice, since a connection was lost, a read may see what was made behind it as well.
 */
class Ledger {
  /** @param {number} keys */
  constructor(keys) {
    /** For each key the writes so far, in order: null is a destroy. @type {{ uid: string | null, isThere: boolean }[][]} */
    this.writes = Array.from({ length: keys }, () => []);
    /** @type {unknown[]} */
    this.wrong = [];
  }

  /** @param {number} key @param {string | null} uid @param {boolean} isThere */
  write(key, uid, isThere) {
    this.writes[key].push({ uid, isThere });
  }

  /** @param {number} key @param {number} place so many writes were made before */
  after(key, place = this.writes[key].length) {
    const set = new Set();
    for (const { uid, isThere } of this.writes[key].slice(0, place)) {
      if (uid === null) set.clear();
      else if (isThere) set.add(uid);
      else set.delete(uid);
    }
    return set;
  }

  /** Where a read is that is made now. @param {number} key */
  place(key) {
    return this.writes[key].length;
  }

  /** @param {number} key @param {number} place @param {string[]} got @param {boolean} strictly */
  read(key, place, got, strictly) {
    const before = this.after(key, place);
    const later = strictly ? [] : this.writes[key].slice(place);
    const uids = new Set([...before, ...got]);
    for (const uid of uids) {
      const isThere = got.includes(uid);
      if (before.has(uid) === isThere) continue;
      if (later.some((write) => (write.uid === uid || write.uid === null) && write.isThere === isThere)) continue;
      this.wrong.push({ key, place, uid, isThere });
    }
  }

  check() {
    assert.deepEqual(this.wrong.slice(0, 5), []);
  }
}

module.exports = Ledger;
