'use strict';

// A Redis server of one's own: on a free port of the loopback, in a fresh folder, nothing saved to disk. REDIS_SERVER names the
// program, for what takes Redis' place.

const { spawn } = require('child_process');
const fs = require('fs');
const net = require('net');
const os = require('os');
const path = require('path');
const { once } = require('events');
const { setTimeout: sleep } = require('timers/promises');
const { mortal } = require('./mortal');
const { LIMIT } = require('./patience');
const { encode, Decoder } = require('./resp');

module.exports = { startRedis, freePort };

/** @typedef {Array<string | number | Buffer>} Command */

const SERVER = process.env.REDIS_SERVER || 'redis-server';

/** @type {Set<string>} folders to be removed at the latest when this process ends */
const folders = new Set();
process.on('exit', () => folders.forEach(remove));

/**
 * Starts a server and waits until it answers. It does not outlive this process.
 * A given `port` or `dir` is used as it is; a given `dir` is not removed.
 *
 * @param {{args?: string[], port?: number, dir?: string}} [how] args: further arguments of redis-server
 * @returns {Promise<Redis>}
 */
async function startRedis(how = {}) {
  const dir = how.dir || makeFolder();
  for (let attempt = 1; ; attempt++) {
    const redis = new Redis(how.port || await freePort(), dir, how.args || []);
    try {
      await redis.ready();
      return redis;
    } catch (err) {
      await redis.kill();
      // Someone else may have taken the free port meanwhile.
      if (how.port || attempt === 3) throw err;
    }
  }
}

function makeFolder() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-redis-'));
  folders.add(dir);
  return dir;
}

/** @param {string} dir */
function remove(dir) {
  fs.rmSync(dir, { recursive: true, force: true });
  folders.delete(dir);
}

/**
 * A port that nobody listens on at the moment, from below the range of outgoing connections: one of those cannot take it.
 *
 * @returns {Promise<number>}
 */
async function freePort() {
  for (;;) {
    const port = 10000 + Math.floor(Math.random() * 20000);
    const server = net.createServer().listen(port, '127.0.0.1');
    const free = await once(server, 'listening').then(() => true, () => false);
    server.close();
    if (free) return port;
  }
}

class Redis {
  /** @param {number} port @param {string} dir @param {string[]} args */
  constructor(port, dir, args) {
    this.host = '127.0.0.1';
    this.port = port;
    this.url = 'redis://127.0.0.1:' + port;
    /** The server's unix socket. */
    this.path = path.join(dir, 'redis.sock');
    this.dir = dir;
    this.log = '';
    /** @type {Client | null} */
    this.client = null;
    const [command, ...before] = mortal(SERVER);
    this.child = spawn(command, [...before, '--bind', this.host, '--port', String(port), '--unixsocket', this.path,
      '--dir', dir, '--save', '', '--appendonly', 'no', '--protected-mode', 'no', ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LD_PRELOAD: '' } });
    this.child.stdout.on('data', text => { this.log += text; });
    this.child.stderr.on('data', text => { this.log += text; });
    this.child.on('error', err => { this.log += err.message; });
    // A test that forgets its server ends all the same, and the server with it.
    for (const handle of [this.child, this.child.stdout, this.child.stderr]) /** @type {any} */ (handle).unref();
    this.pid = this.child.pid;
    this.exited = new Promise(resolve => this.child.once('exit', resolve).once('error', resolve));
  }

  /** Resolves once the server answers, be it with an error such as NOAUTH; rejects when it ends or takes too long. */
  async ready() {
    for (const end = performance.now() + LIMIT; performance.now() < end; await sleep(10)) {
      if (this.child.exitCode !== null || !this.pid) throw new Error(SERVER + ' ended: ' + this.log.slice(-2000));
      try {
        await this.command('PING');
        return;
      } catch (err) {
        if (isReply(err) && !/^LOADING/.test(err.message)) return;
      }
    }
    throw new Error(SERVER + ' does not answer: ' + this.log.slice(-2000));
  }

  /**
   * Asks the server on a connection of the tests' own, which lasts: AUTH and SELECT hold for the commands after them.
   *
   * @param {Command} args
   * @returns {Promise<any>} the reply, its byte strings as UTF-8 text; an error reply rejects
   */
  async command(...args) {
    return text(await this.raw(...args));
  }

  /**
   * Like `command`, but byte strings stay Buffers.
   *
   * @param {Command} args
   * @returns {Promise<any>}
   */
  raw(...args) {
    if (!this.client || this.client.socket.destroyed) this.client = new Client(this.path);
    return this.client.ask(args);
  }

  /** Stops the server, however it fares, and removes its folder. */
  async stop() {
    await this.kill();
    if (folders.has(this.dir)) remove(this.dir);
  }

  /** Ends the process at once, as a crash would. */
  async kill() {
    if (this.client) this.client.socket.destroy();
    this.child.ref();
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** The server stops answering; its connections stay. */
  freeze() {
    this.child.kill('SIGSTOP');
  }

  thaw() {
    this.child.kill('SIGCONT');
  }
}

/** One connection; replies come in the order of the commands. */
class Client {
  /** @param {string} path by which nobody else can answer */
  constructor(path) {
    /** @type {Array<{resolve: (value: any) => void, reject: (err: Error) => void}>} */
    this.waiting = [];
    const decoder = new Decoder(value => {
      const call = this.waiting.shift();
      if (!call) throw new Error('Redis answered unasked');
      if (!(value instanceof Error)) return call.resolve(value);
      call.reject(Object.assign(value, { reply: value.message.split(' ')[0] }));
    });
    /** @type {Error} */
    this.reason = new Error('connection to Redis closed');
    this.socket = net.connect(path);
    this.socket.on('data', chunk => decoder.write(chunk));
    this.socket.on('error', err => { this.reason = err; });
    this.socket.on('close', () => this.waiting.splice(0).forEach(call => call.reject(this.reason)));
    this.socket.unref();
  }

  /** @param {Command} args */
  ask(args) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.socket.ref();
      this.socket.write(encode(args));
    }).finally(() => this.waiting.length || this.socket.unref());
  }
}

/** @param {any} err */
function isReply(err) {
  return err.reply !== undefined;
}

/** @param {any} value @returns {any} */
function text(value) {
  if (Buffer.isBuffer(value)) return value.toString();
  return Array.isArray(value) ? value.map(text) : value;
}
