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

module.exports = class Cluster {
  /** @param {{ rpc?: object, rpcNoDelay?: Record<string, boolean> }} how options of pomelo-rpc; the option for each server that is not to have the default */
  constructor({ rpc = {}, rpcNoDelay = {} }) {
    this.how = { rpc, rpcNoDelay };
    this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-rpc-'));
    /** @type {Map<string, import('node:child_process').ChildProcess>} */
    this.processes = new Map();
    /** @type {{ id: string, event: string, ids?: string[] }[]} what the servers saw */
    this.events = [];
    /** @type {Map<number, (result: any) => void>} */
    this.waiting = new Map();
    this.number = 0;
    this.output = '';
  }

  async start() {
    const server = async (id, serverType) => ({ id, serverType, host: HOST, port: await freePort() });
    this.master = { id: 'master', host: HOST, port: await freePort() };
    this.servers = { asker: await server('asker-1', 'asker'), echo: await server('echo-1', 'echo') };
    this.install();
    this.run('master', ['startId=master']);
    await until(() => listens(this.master.port));
    await Promise.all(Object.keys(this.servers).map((type) => this.runServer(type)));
    return this;
  }

  install() {
    fs.cpSync(path.join(__dirname, 'app'), this.dir, { recursive: true });
    for (const folder of ['config', 'logs', 'node_modules']) fs.mkdirSync(path.join(this.dir, folder));
    const write = (file, content) => fs.writeFileSync(path.join(this.dir, 'config', file), JSON.stringify({ development: content }));
    write('master.json', this.master);
    write('servers.json', { asker: [this.servers.asker], echo: [this.servers.echo] });
    fs.symlinkSync(path.join(ROOT, 'node_modules/pomelo'), path.join(this.dir, 'node_modules/pomelo'));
    fs.symlinkSync(ROOT, path.join(this.dir, 'node_modules/pomelo-globalchannel-native'));
  }

  /** @returns {Promise<void>} once it knows that all servers are up; Pomelo says so only the first time */
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

  runType(type) {
    const server = this.servers[type];
    this.run(server.id, Object.entries(server).map(([key, value]) => `${key}=${value}`));
  }

  run(id, args) {
    const [command, ...before] = mortal(process.execPath);
    const RPC = JSON.stringify({ rpc: this.how.rpc, rpcNoDelay: this.how.rpcNoDelay[id] });
    const child = spawn(command, [...before, 'app.js', 'env=development', ...args],
      { cwd: this.dir, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { ...process.env, RPC, POMELO_LOGGER: 'off' } });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (this.output += `[${id}] ${text}`));
    child.on('message', (message) => this.hear(id, message));
    this.processes.set(id, child);
  }

  hear(id, { number, result, event, ids }) {
    if (event) this.events.push({ id, event, ids });
    else this.waiting.get(number)?.(result);
  }

  /** Resolves once a server has seen an event, after so many of all. */
  seen(after, id, event, about) {
    return until(() => this.events.slice(after).some((one) => one.id === id && one.event === event && (!about || one.ids?.includes(about))));
  }

  /** Has the asking server do something; what comes back may come more than once. */
  tell(cb, what, order) {
    const number = this.number++;
    this.waiting.set(number, cb);
    this.processes.get('asker-1')?.send({ number, what, ...order });
  }

  /** @returns {Promise<any>} */
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
