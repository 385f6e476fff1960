'use strict';

// Several processes play on a Redis Cluster, whose masters hand over, are killed and are frozen at random, and whose slots
// move. What an old master had and the new one has not may be missing at the end, and nothing else.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const progress = require('../scripts/lib/terminal');
const { startCluster } = require('../test/support/cluster');
const { slotOf } = require('../test/support/fakeCluster');
const { until } = require('../test/support/patience');
const { startRedis } = require('../test/support/redis');
const { differing, everything } = require('./members');
const { play, compare, tell } = require('./players');
const { random } = require('./random');

/** ms; longer than a failover. */
const COMMAND_TIMEOUT = 12000;
/** Connections to nodes come and go. */
const DESCRIPTORS = 16;

const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always'];

/** @typedef {ReturnType<typeof play>} Player */

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
  const faults = new Faults(cluster, players, random(seed));
  const counts = await faults.rage(minutes * 60000, (line) => progress.say('%s', line));
  task.end();
  const reports = await Promise.all(players.map((player) => player.stop()));
  const wrong = await compare(whole(cluster), reports);
  console.log('acknowledged or not, %d members differed between an old master and the next', faults.doubtful);
  await cluster.stop();
  return tell(reports, counts, wrong, { timeout: COMMAND_TIMEOUT, fds: DESCRIPTORS });
};

/** The cluster as if it were one Redis, for commands with a key. @param {any} cluster */
function whole(cluster) {
  return {
    /** @type {(name: string, key: string, ...args: string[]) => Promise<any>} */
    async command(name, key, ...args) {
      return (await cluster.ownerOf(slotOf(key))).command(name, key, ...args);
    },
  };
}

class Faults {
  /** @param {any} cluster @param {Player[]} players @param {(limit: number) => number} next */
  constructor(cluster, players, next) {
    this.cluster = cluster;
    this.players = players;
    this.next = next;
    this.doubtful = 0;
    /** @type {Record<string, () => Promise<void>>} */
    this.all = {
      'handover': () => this.handover(),
      'master killed': () => this.killed(),
      'master frozen': () => this.frozen(),
      'master frozen for a moment': () => this.moment(),
      'slots moved': () => this.moved(),
      'clients killed': async () => (await this.master()).command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
    };
  }

  /** @param {number} ms @param {(line: string) => void} say */
  async rage(ms, say) {
    /** @type {Record<string, number>} */
    const counts = {};
    const names = Object.keys(this.all);
    for (const end = Date.now() + ms; Date.now() < end;) {
      const name = names[this.next(names.length)];
      counts[name] = (counts[name] || 0) + 1;
      say(name);
      await this.all[name]();
      await this.atRest();
      await sleep(300 + this.next(2000));
    }
    return counts;
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
    const [replica] = await this.cluster.replicasOf(old);
    await old.kill();
    await this.promoted(old, replica);
    await this.cluster.restart(old);
  }

  async frozen() {
    const old = await this.master();
    const [replica] = await this.cluster.replicasOf(old);
    old.freeze();
    await this.promoted(old, replica);
    await sleep(this.next(3000));
    old.thaw();
    await until(async () => (await old.command('ROLE'))[0] === 'slave');
  }

  /** What the old one had is in its file; a copy of that is read where nobody sees it. @param {any} old @param {any} replica */
  async promoted(old, replica) {
    await until(async () => (await replica.command('ROLE'))[0] === 'master');
    const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-soak-'));
    fs.cpSync(path.join(old.dir, 'appendonlydir'), path.join(copy, 'appendonlydir'), { recursive: true });
    const alone = await startRedis({ dir: copy, args: DURABLE });
    this.doubt(await everything(alone), await everything(replica));
    await alone.kill();
    fs.rmSync(copy, { recursive: true });
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
    const ranges = (await from.command('CLUSTER', 'SLOTS')).filter((/** @type {any[]} */ [, , [, port]]) => port === from.port);
    const [first, last] = ranges[this.next(ranges.length)];
    for (let slot = first; slot < last && slot < first + 200; slot++) await this.cluster.migrate(slot, from, to);
  }

  /** Tells the players of what the two have not in common. @param {Set<string>} had @param {Set<string>} has */
  doubt(had, has) {
    const members = differing(had, has);
    this.doubtful += members.length;
    for (const player of this.players) player.doubt(members);
  }
}
