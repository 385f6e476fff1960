'use strict';

const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { freePort } = require('../../test/support/redis');
const Worker = require('./worker');

const HOST = '127.0.0.1';
const APP = path.join(__dirname, 'app');
const LOG = { appenders: [{ type: 'console' }], levels: { '[all]': 'ERROR' } };

/** @type {Set<string>} folders to be removed at the latest when this process ends */
const folders = new Set();
process.on('exit', () => folders.forEach(remove));

/**
 * @typedef {object} Setting of an application
 * @property {string} plugin
 * @property {object} options its
 * @property {object} [scheduler] pushSchedulerConfig
 */

/**
 * A real Pomelo application on the loopback: a master, connectors, and one backend that pushes; each a process.
 */
module.exports = class Pomelo {
  /** @param {Setting} setting @param {number} connectors @param {string} [node] that the servers run on; none: this one's */
  constructor(setting, connectors, node) {
    this.node = node;
    this.setting = setting;
    this.sids = Array.from({ length: connectors }, (_, i) => `connector-${i + 1}`);
    this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-delivery-'));
    folders.add(this.dir);
    this.isBare = false;
    /** @type {number[]} of the connectors, for clients */
    this.ports = [];
    /** @type {Worker[]} */
    this.frontends = [];
    /** @type {Worker[]} the master too */
    this.all = [];
  }

  async start() {
    const master = { id: 'master', host: HOST, port: await freePort() };
    const connectors = await Promise.all(this.sids.map(async (id) => (
      { id, host: HOST, port: await freePort(), clientPort: await freePort(), frontend: true })));
    const backend = { id: 'backend-1', host: HOST, port: await freePort() };
    this._install({ master, servers: { connector: connectors, backend: [backend] }, log4js: LOG });
    this._run(['startId=master']);
    await listening(master.port);
    const run = (/** @type {string} */ serverType, /** @type {object} */ server) =>
      this._run(Object.entries({ ...server, serverType }).map(([key, value]) => `${key}=${value}`));
    this.frontends = connectors.map((server) => run('connector', server));
    this.backend = run('backend', backend);
    this.ports = connectors.map(({ clientPort }) => clientPort);
    await Promise.all([this.backend, ...this.frontends].map((worker) => worker.ready));
  }

  /** @param {string} name of a channel @param {[string, string][]} members uids and their connectors */
  fill(name, members) {
    return this.backend?.order('fill', { name, members });
  }

  /** @param {string} name @param {import('./pushes').Order} order */
  push(name, order) {
    return this.backend?.order('push', { name, ...order });
  }

  async stop() {
    await Promise.all(this.all.map((worker) => worker.stop()));
    remove(this.dir);
  }

  /** @param {Record<string, object>} config */
  _install({ log4js, ...config }) {
    fs.symlinkSync(path.join(APP, 'app'), path.join(this.dir, 'app'));
    for (const folder of ['config', 'logs']) fs.mkdirSync(path.join(this.dir, folder));
    const write = (/** @type {string} */ file, /** @type {object} */ content) =>
      fs.writeFileSync(path.join(this.dir, 'config', `${file}.json`), JSON.stringify(content));
    for (const [file, content] of Object.entries(config)) write(file, { development: content });
    write('log4js', log4js);
  }

  /** @param {string[]} args */
  _run(args) {
    const env = { DELIVERY: JSON.stringify(this.setting), NODE_ENV: 'production' };
    const worker = new Worker([path.join(APP, 'app.js'), 'env=development', ...args], { cwd: this.dir, env, node: this.node });
    this.all.push(worker);
    return worker;
  }
};

/** @param {string} dir */
function remove(dir) {
  fs.rmSync(dir, { recursive: true, force: true });
  folders.delete(dir);
}

/** @param {number} port */
async function listening(port) {
  const tries = () => new Promise((resolve) => {
    const socket = net.connect(port, HOST);
    socket.once('connect', () => resolve(socket.destroy()));
    socket.once('error', () => resolve(null));
  });
  while (!await tries()) await sleep(20);
}
