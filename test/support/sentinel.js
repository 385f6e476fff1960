'use strict';

// Sentinels of one's own, with a master and its replicas: on free ports of the loopback, and none outlives this process.

const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { mortal } = require('./mortal');
const { LIMIT, until } = require('./patience');
const { freePort, startRedis } = require('./redis');
const { encode, Decoder } = require('./resp');
const net = require('net');


/** @typedef {Awaited<ReturnType<typeof startRedis>>} Redis */

/**
 * @param {{ replicas?: number, sentinels?: number, name?: string, downAfter?: number, settings?: string[], args?: string[] }} [how]
 *   settings: further lines for each Sentinel; args: further arguments of each Redis
 */
async function startGroup({ replicas = 2, sentinels = 3, name = 'game', downAfter = 1000, settings = [], args = [] } = {}) {
  const fast = ['--repl-diskless-sync', 'yes', '--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1', ...args];
  const master = await startRedis({ args: fast });
  const group = new Group(name, [master], []);
  try {
    const replica = ['--replicaof', `127.0.0.1 ${master.port}`, ...fast];
    group.nodes.push(...await Promise.all(Array.from({ length: replicas }, () => startRedis({ args: replica }))));
    await until(async () => (await master.command('ROLE'))[2].length === replicas);
    const watch = [`sentinel monitor ${name} 127.0.0.1 ${master.port} ${Math.floor(sentinels / 2) + 1}`,
      `sentinel down-after-milliseconds ${name} ${downAfter}`, `sentinel failover-timeout ${name} 10000`,
      `sentinel parallel-syncs ${name} 2`, ...settings];
    for (let i = 0; i < sentinels; i++) group.sentinels.push(await Sentinel.start(watch));
    await group.agreed();
    return group;
  } catch (err) {
    await group.stop();
    throw err;
  }
}

class Group {
  /** @param {string} name @param {Redis[]} nodes the first master first @param {Sentinel[]} sentinels */
  constructor(name, nodes, sentinels) {
    this.name = name;
    this.nodes = nodes;
    this.sentinels = sentinels;
  }

  /** What the plugin is given. */
  get options() {
    return { sentinels: this.sentinels.map(({ port }) => ({ host: '127.0.0.1', port })), name: this.name };
  }

  /** All Sentinels know each other and all replicas. */
  agreed() {
    return until(async () => {
      const all = await Promise.all(this.sentinels.map((each) => each.master(this.name)));
      return all.every((fields) => fields.get('num-slaves') === String(this.nodes.length - 1) &&
        fields.get('num-other-sentinels') === String(this.sentinels.length - 1) && fields.get('flags') === 'master');
    });
  }

  /** The node that says that it is the master, and is not `not`. @param {Redis} [not] @returns {Promise<Redis>} */
  async master(not) {
    for (const end = performance.now() + LIMIT; performance.now() < end;) {
      for (const node of this.nodes) {
        const role = node === not || node.child.exitCode !== null || node.child.signalCode ? [] : await node.command('ROLE').catch(() => []);
        if (role[0] === 'master') return node;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error('there is no master');
  }

  async stop() {
    for (const node of this.nodes) node.thaw();
    await Promise.all([...this.sentinels, ...this.nodes].map((each) => each.stop()));
  }
}

class Sentinel {
  /** @param {string[]} lines @returns {Promise<Sentinel>} */
  static async start(lines) {
    const sentinel = new Sentinel(await freePort(), lines);
    await until(() => {
      if (sentinel.child.exitCode !== null) throw new Error('redis-sentinel ended: ' + sentinel.log);
      return sentinel.command('PING').then(() => true, (err) => err.reply);
    });
    return sentinel;
  }

  /** @param {number} port @param {string[]} lines */
  constructor(port, lines) {
    this.port = port;
    this.log = '';
    this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-sentinel-'));
    const file = path.join(this.dir, 'sentinel.conf');
    fs.writeFileSync(file, [`port ${port}`, 'bind 127.0.0.1', `dir ${this.dir}`, ...lines, ''].join('\n'));
    const [command, ...before] = mortal('redis-server');
    this.child = spawn(command, [...before, file, '--sentinel'], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LD_PRELOAD: '' } });
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (text) => { this.log += text; });
    for (const handle of [this.child, this.child.stdout, this.child.stderr]) /** @type {any} */ (handle).unref();
    this.exited = new Promise((resolve) => this.child.once('exit', resolve).once('error', resolve));
  }

  /** On a connection of its own. @param {...string} args @returns {Promise<any>} */
  command(...args) {
    return new Promise((resolve, reject) => {
      const socket = net.connect(this.port, '127.0.0.1');
      const decoder = new Decoder((value) => {
        socket.destroy();
        if (value instanceof Error) reject(Object.assign(value, { reply: value.message.split(' ')[0] }));
        else resolve(text(value));
      });
      socket.on('data', (chunk) => decoder.write(chunk));
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('closed')));
      socket.write(encode(args));
    });
  }

  /** @param {string} name @returns {Promise<Map<string, string>>} */
  async master(name) {
    const fields = await this.command('SENTINEL', 'MASTER', name);
    return new Map(fields.flatMap((/** @type {string} */ key, /** @type {number} */ i) => (i % 2 ? [] : [[key, fields[i + 1]]])));
  }

  freeze() {
    this.child.kill('SIGSTOP');
  }

  thaw() {
    this.child.kill('SIGCONT');
  }

  async stop() {
    this.child.ref();
    this.child.kill('SIGKILL');
    await this.exited;
    fs.rmSync(this.dir, { recursive: true, force: true });
  }
}

/** @param {any} value @returns {any} */
function text(value) {
  if (Buffer.isBuffer(value)) return value.toString();
  return Array.isArray(value) ? value.map(text) : value;
}

module.exports = { startGroup, Sentinel };
