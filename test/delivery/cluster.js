'use strict';

// A real Pomelo application of a master, one server that asks and one that answers; each a process of its own, on free ports.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { mortal } = require('../support/mortal');
const { until } = require('../support/patience');
const { freePort } = require('../support/redis');

const HOST = '127.0.0.1';
const ROOT = path.join(__dirname, '../..');

/**
 * @typedef {{ id: string, serverType?: string, host: string, port: number }} Server
 * @typedef {{ id: string, event: string, ids?: string[] }} Seen
 */
module.exports = class Cluster {
  /** @param {{ rpc?: object, rpcNoDelay?: Record<string, boolean> }} how options of pomelo-rpc; the option for each server that is not to have the default */
  constructor({ rpc = {}, rpcNoDelay = {} }) {
    this.how = { rpc, rpcNoDelay };
    this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-rpc-'));
    /** @type {Map<string, import('node:child_process').ChildProcess>} */
    this.processes = new Map();
    /** @type {Seen[]} what the servers saw */
    this.events = [];
    /** @type {Map<number, (result: any) => void>} */
    this.waiting = new Map();
    this.number = 0;
    this.output = '';
    /** @type {Record<string, Server>} by type */
    this.servers = {};
  }

  async start() {
    const master = { id: 'master', host: HOST, port: await freePort() };
    for (const serverType of ['asker', 'echo']) this.servers[serverType] = { id: `${serverType}-1`, serverType, host: HOST, port: await freePort() };
    this.install(master);
    this.run('master', ['startId=master']);
    await until(() => listens(master.port));
    await Promise.all(Object.keys(this.servers).map((type) => this.runServer(type)));
    return this;
  }

  /** @param {Server} master */
  install(master) {
    fs.cpSync(path.join(__dirname, 'app'), this.dir, { recursive: true });
    for (const folder of ['config', 'logs', 'node_modules']) fs.mkdirSync(path.join(this.dir, folder));
    const write = (/** @type {string} */ file, /** @type {object} */ content) => fs.writeFileSync(path.join(this.dir, 'config', file), JSON.stringify({ development: content }));
    write('master.json', master);
    write('servers.json', { asker: [this.servers.asker], echo: [this.servers.echo] });
    fs.symlinkSync(path.join(ROOT, 'node_modules/pomelo'), path.join(this.dir, 'node_modules/pomelo'));
    fs.symlinkSync(ROOT, path.join(this.dir, 'node_modules/pomelo-globalchannel-native'));
  }

  /** @param {string} type @returns {Promise<void>} once it knows that all servers are up; Pomelo says so only the first time */
  async runServer(type) {
    const seen = this.events.length;
    this.runType(type);
    await this.seen(seen, this.servers[type].id, 'start_all');
  }

  /** Runs the answering server again, and waits until the asking one knows. */
  async runAgain() {
    const seen = this.events.length;
    this.runType('echo');
    await this.seen(seen, 'asker-1', 'add_servers', 'echo-1');
  }

  /** @param {string} type */
  runType(type) {
    const server = this.servers[type];
    this.run(server.id, Object.entries(server).map(([key, value]) => `${key}=${value}`));
  }

  /** @param {string} id @param {string[]} args */
  run(id, args) {
    const [command, ...before] = mortal(process.execPath);
    const RPC = JSON.stringify({ rpc: this.how.rpc, rpcNoDelay: this.how.rpcNoDelay[id] });
    const child = spawn(command, [...before, 'app.js', 'env=development', ...args],
      { cwd: this.dir, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { ...process.env, RPC, POMELO_LOGGER: 'off' } });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (this.output += `[${id}] ${text}`));
    child.on('message', (/** @type {any} */ message) => this.hear(id, message));
    this.processes.set(id, child);
  }

  /** @param {string} id @param {{ number?: any, result?: any, event?: string, ids?: string[] }} message */
  hear(id, { number, result, event, ids }) {
    if (event) this.events.push({ id, event, ids });
    else this.waiting.get(number)?.(result);
  }

  /**
   * @param {number} after so many of all events
   * @param {string} id of the server that is to see it
   * @param {string} event
   * @param {string} [about] another server
   */
  seen(after, id, event, about) {
    return until(() => this.events.slice(after).some((one) => one.id === id && one.event === event && (!about || one.ids?.includes(about))));
  }

  /**
   * Has the asking server do something.
   *
   * @param {(result: any) => void} cb may be called more than once
   * @param {string} what
   * @param {object} [order]
   */
  tell(cb, what, order) {
    const number = this.number++;
    this.waiting.set(number, cb);
    this.processes.get('asker-1')?.send({ number, what, ...order });
  }

  /** @param {string} what @param {object} [order] @returns {Promise<any>} */
  order(what, order) {
    return new Promise((resolve) => this.tell(resolve, what, order));
  }

  /** Ends the answering server, as a crash does, and waits until the asking one knows. */
  async kill() {
    const child = this.processes.get('echo-1');
    const seen = this.events.length;
    child?.kill('SIGKILL');
    await this.seen(seen, 'asker-1', 'remove_servers', 'echo-1');
  }

  async stop() {
    await Promise.all([...this.processes.values()].map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }));
    fs.rmSync(this.dir, { recursive: true, force: true });
  }
};

/** @param {number} port */
function listens(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, HOST);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => resolve(true));
    socket.once('connect', () => socket.destroy());
  });
}
