'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { startRedis } = require('../../test/support/redis');
const Crowd = require('./crowd');
const processor = require('./processor');
const { SMALL, SMALL_ON, OUTSTANDING } = require('./stages');

/** ms between two pushes to all, beside which one to a few is measured. */
const SECOND = 1000;
/** What uids begin to count at; they are all of one length. */
const FIRST = 100000;

/**
 * The channels: everybody, and a few. Each has a route of its own, on which clients count.
 *
 * @typedef {'all' | 'few'} Name
 */

/**
 * One run: a subject on a stage, with a Redis, a cluster and clients of its own, which are stopped at the end.
 *
 * @param {import('./subjects').Subject} subject
 * @param {import('./stages').Stage} stage
 * @param {(what: string) => void} say what it is doing
 * @returns {Promise<Record<string, number>[]>} the figures of each row, in microseconds
 */
module.exports = async function run(subject, stage, say) {
  say('starting');
  const redis = await startRedis();
  const cluster = subject.open(stage, redis);
  const crowd = new Crowd(stage.clients);
  try {
    await cluster.start();
    return await new Run(stage, redis, cluster, crowd).figures(say);
  } finally {
    await Promise.all([crowd.stop(), cluster.stop()]);
    await redis.stop();
  }
};

class Run {
  /**
   * @param {import('./stages').Stage} stage
   * @param {{ pid?: number }} redis
   * @param {import('./subjects').Cluster} cluster started
   * @param {Crowd} crowd
   */
  constructor(stage, redis, cluster, crowd) {
    this.stage = stage;
    this.redis = redis;
    this.cluster = cluster;
    this.crowd = crowd;
    this.members = { all: stage.clients, few: SMALL };
    /** Pushes until now. */
    this.count = { all: 0, few: 0 };
  }

  /** @param {(what: string) => void} say */
  async figures(say) {
    say(`${this.stage.clients} clients enter`);
    await this._enter();
    say('warming up');
    await this._push('all', { pushes: this.stage.warm, outstanding: OUTSTANDING });
    const figures = [];
    for (const row of this.stage.rows) {
      say(row.label);
      figures.push(await this[`_${row.measure}`](row));
    }
    await this.crowd.check();
    return figures;
  }

  async _enter() {
    const { kind, clients } = this.stage;
    const { sids, ports, isBare } = this.cluster;
    const places = Array.from({ length: clients }, (_, i) => ({ uid: `user${FIRST + i}`, on: i % sids.length }));
    const few = places.filter(({ on }) => on < SMALL_ON).slice(0, SMALL);
    const first = places.indexOf(few[few.length - 1]) + 1;
    await this.crowd.enter(kind, places.map(({ uid, on }) => ({ uid: isBare ? null : uid, port: ports[on] })), first);
    const members = (/** @type {typeof places} */ list) => list.map(({ uid, on }) => /** @type {[string, string]} */ ([uid, sids[on]]));
    await this.cluster.fill('all', members(places));
    await this.cluster.fill('few', members(few));
  }

  /**
   * Resolves when every member has got everything.
   *
   * @param {Name} name
   * @param {{ pushes: number, outstanding: number, every?: number }} how
   * @returns {Promise<number[]>} how long each took until it called back
   */
  async _push(name, { pushes, outstanding, every }) {
    const from = this.count[name];
    this.count[name] += pushes;
    const took = await this.cluster.push(name, { route: routeOf(name), from, pushes, outstanding, every });
    await this.crowd.got(routeOf(name), from + pushes, this.members[name]);
    return took;
  }

  /** @param {import('./stages').Row} row */
  async _latency(row) {
    return this._noted(row.to, () => this._push(row.to, row));
  }

  /** @param {import('./stages').Row} row */
  async _beside(row) {
    return this._noted(row.to, async () => {
      let isDone = false;
      const pushed = this._push(row.to, row).finally(() => (isDone = true));
      pushed.catch(() => {});
      while (!isDone) await Promise.all([this._push('all', { pushes: 1, outstanding: 1 }), sleep(SECOND)]);
      return pushed;
    });
  }

  /** @param {Name} name @param {() => Promise<number[]>} work */
  async _noted(name, work) {
    await this.crowd.note(routeOf(name));
    const took = await work();
    const latencies = await this.crowd.noted();
    return { median: at(latencies, 0.5), p99: at(latencies, 0.99), answered: at(took, 0.5) };
  }

  /** @param {import('./stages').Row} row */
  async _processor(row) {
    const before = this._times();
    await this._push(row.to, row);
    const after = this._times();
    return Object.fromEntries(Object.entries(after).map(([what, time]) => [what, (time - before[what]) / row.pushes]));
  }

  /** @returns {Record<string, number>} */
  _times() {
    const { frontends, backend } = this.cluster;
    return {
      frontends: processor(frontends.map(({ pid }) => pid)),
      backend: processor([Number(backend?.pid)]),
      redis: processor([Number(this.redis.pid)]),
    };
  }
}

/** @type {(values: number[], share: number) => number} */
function at(values, share) {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)];
}

/** @param {Name} name */
function routeOf(name) {
  return `on${name}`;
}
