'use strict';

// Runs an application: each server a process of its own, on free ports, in a copy of its folder that is removed at the end.

const { spawn } = require('child_process');
const fs = require('fs');
const net = require('net');
const os = require('os');
const path = require('path');
const { once } = require('events');
const { setTimeout: sleep } = require('timers/promises');
const { mortal } = require('../test/support/mortal');
const { freePort } = require('../test/support/redis');
const homes = require('./redis');

const HOST = '127.0.0.1';
const root = path.join(__dirname, '..');

/**
 * @typedef {import('child_process').ChildProcessByStdio<null, import('stream').Readable, import('stream').Readable>} Child
 * @typedef {{id: string, host: string, port: number, clientPort?: number, frontend?: boolean, serverType?: string}} Server
 */

module.exports = class Cluster {
  /**
   * @param {{app?: string, servers?: {[type: string]: number}, home?: keyof typeof homes}} [what] the application's folder, how
   *   many servers of each type, and where the members are kept
   */
  constructor({ app = path.join(__dirname, 'app'), servers = { connector: 2, chat: 1 }, home = 'one' } = {}) {
    this.home = home;
    this.app = app;
    this.counts = servers;
    this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-demo-'));
    /** @type {import('./redis').Home | null} */
    this.redis = null;
    /** @type {{[id: string]: Server}} */
    this.servers = {};
    /** @type {Map<string, Child>} */
    this.processes = new Map();
    this.output = '';
  }

  async start() {
    this.redis = await homes[this.home]();
    const master = { id: 'master', host: HOST, port: await freePort() };
    /** @type {{[type: string]: Server[]}} */
    const servers = {};
    for (const [type, count] of Object.entries(this.counts)) {
      servers[type] = await Promise.all(Array.from({ length: count }, (_, i) => this.server(type, `${type}-${i + 1}`)));
    }
    this.install({ master, servers, redis: this.redis.options });
    this.run('master', ['env=development', 'startId=master']);
    await listening(master.port);
    await Promise.all(Object.entries(servers).flatMap(([type, list]) => list.map(server => this.runServer(type, server))));
  }

  /** @param {string} type @param {string} id @returns {Promise<Server>} */
  async server(type, id) {
    this.servers[id] = { id, host: HOST, port: await freePort() };
    if (type === 'connector') Object.assign(this.servers[id], { clientPort: await freePort(), frontend: true });
    return this.servers[id];
  }

  /** Copies the application, and gives it its configuration. @param {{[file: string]: object}} config */
  install(config) {
    fs.cpSync(this.app, this.dir, { recursive: true });
    for (const [file, content] of Object.entries(config)) {
      fs.writeFileSync(path.join(this.dir, 'config', file + '.json'), JSON.stringify({ development: content }, null, 2));
    }
    fs.mkdirSync(path.join(this.dir, 'logs'));
    this.provideModules();
  }

  /** Pomelo, and this package. */
  provideModules() {
    const modules = path.join(this.dir, 'node_modules');
    fs.mkdirSync(modules);
    fs.symlinkSync(path.join(root, 'node_modules', 'pomelo'), path.join(modules, 'pomelo'));
    fs.symlinkSync(root, path.join(modules, 'pomelo-globalchannel-native'));
  }

  /** @param {string} serverType @param {Server} server @returns {Promise<void>} once it knows that all servers are up */
  runServer(serverType, server) {
    const args = Object.entries({ ...server, serverType }).map(([key, value]) => key + '=' + value);
    const child = this.run(server.id, ['env=development', ...args]);
    return new Promise((resolve, reject) => {
      let seen = '';
      child.stdout.on('data', text => {
        seen += text;
        if (seen.includes('every server is up')) resolve();
      });
      child.on('exit', () => reject(new Error(server.id + ' ended before it was up')));
    });
  }

  /** @param {string} id @param {string[]} args */
  run(id, args) {
    const [command, ...before] = mortal(process.execPath);
    const stdio = /** @type {import('child_process').StdioOptions} */ (['ignore', 'pipe', 'pipe', 'ipc']);
    const child = /** @type {Child} */ (spawn(command, [...before, 'app.js', ...args], { cwd: this.dir, stdio }));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', text => { this.output += '[' + id + '] ' + text; });
    }
    this.processes.set(id, child);
    return child;
  }

  /** @param {string} id @param {NodeJS.Signals} name */
  async signal(id, name) {
    const child = /** @type {Child} */ (this.processes.get(id));
    const running = child.exitCode === null && child.signalCode === null;
    child.kill(name);
    if (name === 'SIGKILL' && running) await once(child, 'exit');
  }

  /** What the servers have written, for finding out what went wrong. */
  logs() {
    const folder = path.join(this.dir, 'logs');
    const files = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
    return this.output + files.map(name => fs.readFileSync(path.join(folder, name), 'utf8')).join('');
  }

  async stop() {
    await Promise.all([...this.processes.keys()].map(id => this.signal(id, 'SIGKILL')));
    if (this.redis) await this.redis.stop();
    fs.rmSync(this.dir, { recursive: true, force: true });
  }
};

/** @param {number} port */
async function listening(port) {
  for (;;) {
    const socket = net.connect(port, HOST);
    const up = await once(socket, 'connect').then(() => true, () => false);
    socket.destroy();
    if (up) return;
    await sleep(20);
  }
}
