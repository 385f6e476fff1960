'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { startRedis } = require('../test/support/redis');

/** Nothing that Redis has acknowledged is lost when it is killed. */
const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always'];

/**
 * One Redis, and what may happen to it and to the ways that lead to it.
 */
class Chaos {
  /** @param {(limit: number) => number} random */
  constructor(random) {
    this.random = random;
    /** @type {Record<string, number>} */
    this.counts = {};
    /** @type {any} */
    this.redis = null;
  }

  async start() {
    const { port, dir } = this.redis || {};
    const fresh = await startRedis({ args: DURABLE, ...(port && { port, dir }) });
    this.redis = fresh;
  }

  /**
   * @param {any[]} proxies
   * @param {number} ms
   * @param {(line: string) => void} say once a minute
   */
  async rage(proxies, ms, say) {
    const began = Date.now();
    const faults = this.faults(proxies);
    const names = Object.keys(faults);
    for (let minute = 1; Date.now() - began < ms; ) {
      const name = names[this.random(names.length)];
      this.counts[name] = (this.counts[name] || 0) + 1;
      await faults[name]();
      await sleep(300 + this.random(2000));
      if (Date.now() - began < minute * 60000) continue;
      say(`after ${minute} min: ${Object.entries(this.counts).map(([fault, n]) => `${fault} ${n}`).join(', ')}`);
      minute++;
    }
  }

  /**
   * @param {any[]} proxies
   * @returns {Record<string, () => Promise<void>>}
   */
  faults(proxies) {
    const pick = () => proxies[this.random(proxies.length)];
    const some = (/** @type {number} */ limit) => sleep(50 + this.random(limit));
    return {
      killed: async () => {
        await this.redis.kill();
        await some(1500);
        await this.start();
      },
      frozen: async () => {
        this.redis.freeze();
        await some(4500);
        this.redis.thaw();
      },
      cut: async () => pick().cut('FIN'),
      reset: async () => pick().cut('RST'),
      'cut within a command': async () => pick().cutAfterBytes('up', 1 + this.random(5000)),
      'cut within a reply': async () => pick().cutAfterBytes('down', 1 + this.random(5000)),
      refused: async () => {
        const proxy = pick();
        await proxy.refuse();
        proxy.cut('RST');
        await some(1500);
        await proxy.admit();
      },
      swallowed: async () => {
        const proxy = pick();
        proxy.swallow(true);
        proxy.cut('RST');
        await some(1000);
        proxy.swallow(false);
        proxy.cut('RST');
      },
      'held up': async () => {
        const proxy = pick();
        proxy.pause('down');
        await some(2500);
        proxy.resume('down');
      },
      slow: async () => {
        const proxy = pick();
        proxy.latency(100);
        await some(1500);
        proxy.latency(0);
      },
      'clients killed': async () => {
        await this.redis.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      },
      'read-only': async () => {
        await this.redis.command('REPLICAOF', '127.0.0.1', '1');
        await some(1200);
        await this.redis.command('REPLICAOF', 'NO', 'ONE');
      },
    };
  }
}

module.exports = Chaos;
