'use strict';

// Several processes play on the master of some Sentinels, which hands over, is killed and is frozen at random, as are
// the others. What may be missing then: faults.js.

const { setTimeout: sleep } = require('node:timers/promises');
const progress = require('../scripts/lib/terminal');
const { until } = require('../test/support/patience');
const { startRedis } = require('../test/support/redis');
const { startGroup } = require('../test/support/sentinel');
const Faults = require('./faults');
const { Offsets, now } = require('./offsets');
const { play, compare, tell } = require('./players');
const { random } = require('./random');

/** ms; longer than a failover. */
const COMMAND_TIMEOUT = 12000;
/** Connections to Sentinels come and go. */
const DESCRIPTORS = 16;

const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always'];

/**
 * @param {number} minutes
 * @param {number} seed
 * @param {number} processes
 */
module.exports = async function soak(minutes, seed, processes) {
  const group = await startGroup({ args: DURABLE });
  const players = Array.from({ length: processes }, (_, i) => play(group.options, seed * 1000 + i, COMMAND_TIMEOUT));
  await Promise.all(players.map((player) => player.next('playing')));
  console.log('%d processes play for %s minutes on a master of three Sentinels, seed %d', processes, minutes, seed);
  const task = progress.begin('soaking');
  const faults = new OfSentinels(group, players, random(seed));
  const counts = await faults.rage(minutes * 60000, (line) => progress.say('%s', line));
  task.end();
  const reports = await Promise.all(players.map((player) => player.stop()));
  const wrong = await compare([await group.master()], reports);
  await group.stop();
  return tell(reports, counts, [...faults.wrong, ...wrong], { timeout: COMMAND_TIMEOUT, fds: DESCRIPTORS });
};

class OfSentinels extends Faults {
  /** @param {any} group @param {import('./faults').Player[]} players @param {(limit: number) => number} next */
  constructor(group, players, next) {
    super(players, next);
    this.group = group;
    this.all = {
      'handover': () => this.handover(),
      'master killed': () => this.killed(),
      'master frozen': () => this.frozen(),
      'master frozen for a moment': () => this.moment(),
      'replica killed': () => this.replica(),
      'Sentinel frozen': () => this.sentinel(),
      'clients killed': () => this.cut(),
    };
  }

  async masters() {
    return [await this.group.master()];
  }

  /** All Sentinels agree, and all replicas have what the master has. */
  async atRest() {
    await this.group.agreed();
    await until(async () => ((await roleOf(await this.group.master()))[2] || []).length === this.group.nodes.length - 1);
  }

  /** Nothing that was acknowledged may be missing. */
  async handover() {
    const old = await this.group.master();
    await this.group.sentinels[this.next(3)].command('SENTINEL', 'FAILOVER', this.group.name);
    await this.group.master(old);
    await until(async () => (await roleOf(old))[0] === 'slave');
  }

  async killed() {
    const old = await this.group.master();
    const offsets = await Offsets.of(old);
    await this.kill(old, this.group.nodes.filter((/** @type {any} */ node) => node !== old));
    const master = await this.group.master(old);
    const promoted = now();
    const reached = await offsets.reached(master);
    await this.restart(old, master);
    return { spans: Faults.spans(reached, promoted) };
  }

  async frozen() {
    const old = await this.group.master();
    const offsets = await Offsets.of(old);
    old.freeze();
    const master = await this.group.master(old);
    const promoted = now();
    const reached = await offsets.reached(master);
    await sleep(this.next(3000));
    const thawed = now();
    old.thaw();
    await until(async () => (await roleOf(old))[0] === 'slave');
    return { spans: Faults.spans(reached, promoted, thawed) };
  }

  async moment() {
    const master = await this.group.master();
    master.freeze();
    await sleep(this.next(800));
    master.thaw();
  }

  async replica() {
    const master = await this.group.master();
    const replica = this.group.nodes.filter((/** @type {any} */ node) => node !== master)[this.next(2)];
    await replica.kill();
    await sleep(this.next(3000));
    await this.restart(replica, master);
  }

  async sentinel() {
    const sentinel = this.group.sentinels[this.next(3)];
    sentinel.freeze();
    await sleep(1000 + this.next(6000));
    sentinel.thaw();
  }

  /** @param {any} old @param {any} master */
  async restart({ port, dir }, master) {
    const args = [...DURABLE, '--repl-diskless-sync', 'yes', '--repl-diskless-sync-delay', '0', '--replicaof', `127.0.0.1 ${master.port}`];
    const at = this.group.nodes.findIndex((/** @type {any} */ node) => node.port === port);
    this.group.nodes[at] = await startRedis({ port, dir, args });
  }
}

/** Sentinels cut off everybody whom they find at one that they depose. @param {any} node @returns {Promise<any[]>} */
function roleOf(node) {
  return node.command('ROLE').catch(() => []);
}
