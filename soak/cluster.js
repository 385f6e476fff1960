'use strict';

// Several processes play on a Redis Cluster, whose masters hand over, are killed and are frozen at random, and whose slots
// move. What may be missing then: faults.js.

const { setTimeout: sleep } = require('node:timers/promises');
const progress = require('../scripts/lib/terminal');
const { startCluster } = require('../test/support/cluster');
const { slotOf } = require('../test/support/fakeCluster');
const { until } = require('../test/support/patience');
const Faults = require('./faults');
const { Offsets, now } = require('./offsets');
const { play, compare, tell } = require('./players');
const { random } = require('./random');

/** ms; longer than a failover. */
const COMMAND_TIMEOUT = 12000;
/** Connections to nodes come and go. */
const DESCRIPTORS = 16;

const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always'];

/**
 * @param {number} minutes
 * @param {number} seed
 * @param {number} processes
 */
module.exports = async function soak(minutes, seed, processes) {
  const cluster = await startCluster({ args: DURABLE });
  const where = { cluster: cluster.addresses };
  const players = Array.from({ length: processes }, (_, i) => play(where, seed * 1000 + i, COMMAND_TIMEOUT));
  await Promise.all(players.map((player) => player.next('playing')));
  console.log('%d processes play for %s minutes on a cluster of three masters, seed %d', processes, minutes, seed);
  const task = progress.begin('soaking');
  const faults = new OfCluster(cluster, players, random(seed));
  const counts = await faults.rage(minutes * 60000, (line) => progress.say('%s', line));
  task.end();
  const reports = await Promise.all(players.map((player) => player.stop()));
  const wrong = await compare(await faults.masters(), reports);
  await cluster.stop();
  return tell(reports, counts, [...faults.wrong, ...wrong], { timeout: COMMAND_TIMEOUT, fds: DESCRIPTORS });
};

class OfCluster extends Faults {
  /** @param {any} cluster @param {import('./faults').Player[]} players @param {(limit: number) => number} next */
  constructor(cluster, players, next) {
    super(players, next);
    this.cluster = cluster;
    this.all = {
      'handover': () => this.handover(),
      'master killed': () => this.killed(),
      'master frozen': () => this.frozen(),
      'master frozen for a moment': () => this.moment(),
      'slots moved': () => this.moved(),
      'clients killed': () => this.cut(),
    };
  }

  /** Any of the masters. */
  async master() {
    const masters = await this.masters();
    return masters[this.next(masters.length)];
  }

  async masters() {
    const roles = await Promise.all(this.cluster.nodes.map((/** @type {any} */ node) => node.command('ROLE')));
    return this.cluster.nodes.filter((/** @type {any} */ _, /** @type {number} */ i) => roles[i][0] === 'master');
  }

  /** All nodes agree, and each master has its replica, which has what it has, and knows that it is its own. */
  async atRest() {
    await this.cluster.settle();
    await until(async () => (await this.masters()).length === 3);
    for (const master of await this.masters()) {
      await until(async () => (await master.command('ROLE'))[2].length === 1 && (await this.cluster.replicasOf(master)).length === 1);
    }
  }

  /** Nothing that was acknowledged may be missing. */
  async handover() {
    const [replica] = await this.cluster.replicasOf(await this.master());
    await replica.command('CLUSTER', 'FAILOVER');
    await until(async () => (await replica.command('ROLE'))[0] === 'master');
  }

  async killed() {
    const old = await this.master();
    const promotion = await this.watch(old);
    await this.kill(old, await this.cluster.replicasOf(old));
    const { had, reached, promoted } = await promotion();
    await this.cluster.restart(old);
    return { had, spans: Faults.spans(reached, promoted) };
  }

  async frozen() {
    const old = await this.master();
    const promotion = await this.watch(old);
    old.freeze();
    const { had, reached, promoted } = await promotion();
    await sleep(this.next(3000));
    const thawed = now();
    old.thaw();
    await until(async () => (await old.command('ROLE'))[0] === 'slave');
    return { had, spans: Faults.spans(reached, promoted, thawed) };
  }

  /** @param {any} old a master, whose replica is about to take its place */
  async watch(old) {
    const [replica] = await this.cluster.replicasOf(old);
    const ranges = await this.rangesOf(old);
    const offsets = await Offsets.of(old);
    const had = (/** @type {string} */ key) => ranges.some(([first, last]) => first <= slotOf(key) && slotOf(key) <= last);
    return async () => {
      await until(async () => (await replica.command('ROLE'))[0] === 'master');
      const promoted = now();
      return { had, promoted, reached: await offsets.reached(replica) };
    };
  }

  /** @param {any} master @returns {Promise<any[]>} its slots */
  async rangesOf(master) {
    return (await master.command('CLUSTER', 'SLOTS')).filter((/** @type {any[]} */ [, , [, port]]) => port === master.port);
  }

  async moment() {
    const master = await this.master();
    master.freeze();
    await sleep(this.next(800));
    master.thaw();
  }

  /** Some slots to another master, key by key, and to nobody back. */
  async moved() {
    const [from, to] = [await this.master(), await this.master()];
    if (from === to) return;
    const ranges = await this.rangesOf(from);
    const [first, last] = ranges[this.next(ranges.length)];
    for (let slot = first; slot < last && slot < first + 200; slot++) await this.cluster.migrate(slot, from, to);
  }
}
