'use strict';

const assert = require('node:assert/strict');
const { execFile, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');
const Client = require('../../demo/client');
const Cluster = require('../../demo/cluster');
const { until } = require('../support/patience');

const POMELO = require.resolve('pomelo/bin/pomelo');

/** Of `pomelo init`, at most. */
const ATTEMPTS = 10;

/** The first line of a snippet says which file it is for, and before which line it goes when not at the end. */
const PLACE = /^\/\/ (\S+\.js)(?:, before (.+))?\n/;

/** The application that `pomelo init` makes, with snippets pasted into it as they stand; only the port of Redis is another. */
module.exports = class Initialized extends Cluster {
  /** @param {string[]} snippets */
  constructor(snippets) {
    super({ servers: { connector: 1 } });
    this.snippets = snippets;
    this.clients = [];
  }

  install(config) {
    this.master = config.master;
    const made = init();
    this.app = path.join(made, 'game-server');
    fs.rmdirSync(path.join(this.app, 'logs'));
    super.install(config);
    fs.rmSync(made, { recursive: true });
    for (const snippet of this.snippets) paste(this.dir, snippet.replace('6379', String(config.redis.port)));
  }

  /** Resolves once the master has seen all servers start. */
  async runServer(serverType, server) {
    const args = Object.entries({ ...server, serverType }).map(([key, value]) => `${key}=${value}`);
    const child = this.run(server.id, ['env=development', ...args]);
    await until(() => child.exitCode !== null || this.output.includes('all servers startup in'));
    assert.equal(child.exitCode, null, this.logs());
  }

  /** A client, with the pushes that it receives. */
  async connect() {
    const { host, clientPort } = this.servers['connector-1'];
    const client = new Client(host, clientPort);
    this.clients.push(client);
    client.pushes = [];
    client.on('push', (...push) => client.pushes.push(push));
    await client.ready();
    return client;
  }

  /** Its clients go away. */
  hangUp() {
    this.clients.splice(0).forEach((client) => client.close());
  }

  /** @returns the exit code of the connector, which users' own command has stopped */
  async stopAsUsersDo() {
    const ended = once(this.processes.get('connector-1'), 'exit');
    await promisify(execFile)(process.execPath, [POMELO, 'stop', '-P', String(this.master.port)]);
    return (await ended)[0];
  }
};

/** @param {string} dir @param {string} snippet */
function paste(dir, snippet) {
  const [, name, line] = PLACE.exec(snippet);
  const file = path.join(dir, name);
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  const at = line ? text.indexOf(`\n${line}`) + 1 : text.length; // another snippet may speak of that line
  assert.ok(!line || at > 0, `${name} has no ${line}`);
  fs.writeFileSync(file, `${text.slice(0, at)}\n${snippet}\n${text.slice(at)}`);
}

module.exports.PLACE = PLACE;

/** @returns {string} the folder that `pomelo init` has filled; now and then, on a busy machine, it writes a file before its folder is made */
function init() {
  for (let attempt = 1; ; attempt++) {
    const made = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-init-'));
    // 1 is the websocket, as is the answer that it proposes.
    const { status, stderr } = spawnSync(process.execPath, [POMELO, 'init', made], { input: '1\n', encoding: 'utf8' });
    if (status === 0) return made;
    fs.rmSync(made, { recursive: true, force: true });
    if (attempt === ATTEMPTS || !stderr.includes('ENOENT')) throw new Error(`pomelo init: ${stderr}`);
  }
}
