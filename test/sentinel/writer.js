'use strict';

// Somebody who writes all the time, and remembers what was acknowledged.

class Writer {
  /** @param {any} manager */
  constructor(manager) {
    this.manager = manager;
    this.made = 0;
    this.open = 0;
    /** @type {Map<string, number>} uids, and when each was acknowledged */
    this.acknowledged = new Map();
    /** @type {any[]} */
    this.errors = [];
    this.timer = setInterval(() => this.write(), 5);
  }

  write() {
    const uid = `u${this.made++}`;
    this.open++;
    this.manager.add('n', uid, 'c1', (err) => {
      this.open--;
      if (err) this.errors.push(err);
      else this.acknowledged.set(uid, performance.now());
    });
  }

  /** The time at which the first was acknowledged of those that are made from now on. @returns {Promise<number>} */
  async next() {
    const from = this.made;
    for (;;) {
      for (let i = from; i < this.made; i++) {
        const at = this.acknowledged.get(`u${i}`);
        if (at !== undefined) return at;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async stop() {
    clearInterval(this.timer);
    while (this.open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** What was acknowledged and is not there. @param {any} redis @returns {Promise<string[]>} */
  async missing(redis) {
    const members = new Set(await redis.command('SMEMBERS', 'POMELO:CHANNEL:n:c1'));
    return [...this.acknowledged.keys()].filter((uid) => !members.has(uid));
  }
}

module.exports = Writer;
