'use strict';

// Several processes play on the master of some Sentinels, which hands over, is killed and is frozen at random, as are
// the others. What an old master had and the new one has not may be missing at the end, and nothing else.
//
// That is found by their members, not by their replication offsets: an acknowledgement does not tell the offset of its write,
// and a server that is killed has neither its offset nor its backlog any more, only a file of commands without offsets.

const { setTimeout: sleep } = require('node:timers/promises');
const progress = require('../scripts/lib/terminal');
const { until } = require('../test/support/patience');
const { startRedis } = require('../test/support/redis');
const { startGroup } = require('../test/support/sentinel');
const { differing, everything } = require('./members');
const { play, compare, tell } = require('./players');
const { random } = require('./random');

/** ms; longer than a failover. */
const COMMAND_TIMEOUT = 12000;
/** Connections to Sentinels come and go. */
const DESCRIPTORS = 16;

const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always'];

/** @typedef {ReturnType<typeof play>} Player */

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
  const faults = new Faults(group, players, random(seed));
  const counts = await faults.rage(minutes * 60000, (line) => progress.say('%s', line));
  task.end();
  const reports = await Promise.all(players.map((player) => player.stop()));
  const wrong = await compare(await group.master(), reports);
  console.log('acknowledged or not, %d members differed between an old master and the next', faults.doubtful);
  await group.stop();
  return tell(reports, counts, wrong, { timeout: COMMAND_TIMEOUT, fds: DESCRIPTORS });
};

class Faults {
  /** @param {any} group @param {Player[]} players @param {(limit: number) => number} next */
  constructor(group, players, next) {
    this.group = group;
    this.players = players;
    this.next = next;
    this.doubtful = 0;
    /** @type {Record<string, () => Promise<void>>} */
    this.all = {
      'handover': () => this.handover(),
      'master killed': () => this.killed(),
      'master frozen': () => this.frozen(),
      'master frozen for a moment': () => this.moment(),
      'replica killed': () => this.replica(),
      'Sentinel frozen': () => this.sentinel(),
      'clients killed': async () => (await this.group.master()).command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
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
      await this.group.agreed();
      await this.whole();
      await sleep(300 + this.next(2000));
    }
    return counts;
  }

  /** All replicas have what the master has. */
  async whole() {
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
    await old.kill();
    const master = await this.group.master(old);
    // What it had is in its file; it is read where nobody else sees it.
    const alone = await startRedis({ dir: old.dir, args: DURABLE });
    await this.compare(alone, master);
    await alone.kill();
    await this.restart(old, master);
  }

  async frozen() {
    const old = await this.group.master();
    old.freeze();
    const master = await this.group.master(old);
    await sleep(this.next(3000));
    for (const sentinel of this.group.sentinels) sentinel.freeze(); // it is asked before it is told
    old.thaw();
    await this.compare(old, master);
    for (const sentinel of this.group.sentinels) sentinel.thaw();
    await until(async () => (await roleOf(old))[0] === 'slave');
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

  /** Tells the players of what the two have not in common. @param {any} old @param {any} master */
  async compare(old, master) {
    const [had, has] = [await everything(old), await everything(master)];
    const members = differing(had, has);
    this.doubtful += members.length;
    for (const player of this.players) player.doubt(members);
  }
}

/** Sentinels cut off everybody whom they find at one that they depose. @param {any} node @returns {Promise<any[]>} */
function roleOf(node) {
  return node.command('ROLE').catch(() => []);
}
