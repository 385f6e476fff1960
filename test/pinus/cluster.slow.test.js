'use strict';

// A real pinus application of a master, two connectors and a chat server, with clients.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const Client = require('../../demo/client');
const { run } = require('../../scripts/lib/run');
const { until } = require('../support/patience');
const { PinusCluster, providePinus } = require('./cluster');

describe('a pinus application', () => {
  /** @type {PinusCluster} */
  let cluster;
  const clients = {};
  const pushes = [];

  before(async function () {
    this.timeout(600000);
    const missing = await providePinus();
    if (missing) {
      console.warn('SKIPPED, there is no pinus: %s', missing);
      this.skip();
    }
    cluster = new PinusCluster();
    await cluster.start();
    for (const [uid, connector] of [['ada', 'connector-1'], ['bob', 'connector-2']]) await enter(uid, connector);
  });

  after(async () => {
    for (const client of Object.values(clients)) client.close();
    await cluster?.stop();
  });

  afterEach(function () {
    if (this.currentTest.state === 'failed') console.log(cluster.logs());
  });

  async function enter(uid, connector) {
    const { host, clientPort } = cluster.servers[connector];
    const client = clients[uid] = new Client(host, clientPort);
    client.on('push', (route, body) => pushes.push({ uid, route, ...body }));
    client.on('error', () => {});
    await client.ready();
    assert.equal((await client.request('connector.entryHandler.login', { uid })).connector, connector);
    await client.request('chat.chatHandler.join');
  }

  const ask = (what, body) => clients.ada.request(`chat.chatHandler.${what}`, body);
  const got = () => pushes.splice(0).sort((a, b) => a.uid.localeCompare(b.uid));

  it('adds members on both connectors', async () => {
    assert.deepEqual((await ask('members')).members.sort(), ['ada', 'bob']);
  });

  it('pushes to all of them', async () => {
    assert.deepEqual((await ask('say', { text: 'hi' })).failed, []);
    await until(() => pushes.length === 2);
    assert.deepEqual(got(), ['ada', 'bob'].map((uid) => ({ uid, route: 'onChat', from: 'ada', text: 'hi' })));
  });

  it('logs in pinus\' category, at the level that the application chose', () => {
    for (const id of ['master', 'connector-1', 'connector-2', 'chat-1']) {
      const text = fs.readFileSync(path.join(cluster.dir, 'logs', `${id}.log`), 'utf8');
      assert.equal(text.match(/WARN.*max_attempts is ignored/g)?.length, 1, id);
      assert.equal(text.match(/DEBUG.*rpcNoDelay and pushScheduler are for Pomelo/g)?.length, 1, id);
      assert.doesNotMatch(text, /ERROR/, id);
    }
  });

  it('knows that a connector has left', async () => {
    const gone = once(clients.bob, 'close');
    await cluster.signal('connector-2', 'SIGKILL');
    await gone;
    await until(async () => (await ask('members')).members.length === 1);
    assert.deepEqual((await ask('say', { text: 'bob?' })).failed, []);
    await until(() => pushes.length === 1);
    assert.deepEqual(got().map(({ uid }) => uid), ['ada']);
  });

  it('is told who was missed when the connector is back without its users', async () => {
    const server = Object.entries({ ...cluster.servers['connector-2'], serverType: 'connector' });
    cluster.run('connector-2', ['env=development', ...server.map((entry) => entry.join('='))]);
    await until(async () => (await ask('members')).members.length === 2);
    assert.deepEqual((await ask('say', { text: 'bob?' })).failed, ['bob']);
    await clients.ada.request('chat.chatHandler.leave');
  });

  it('has types that fit those of pinus', async () => {
    fs.copyFileSync(path.join(__dirname, '../types/pinus.ts'), path.join(cluster.dir, 'example.ts'));
    const how = ['--noEmit', '--strict', '--preserveSymlinks', '--target', 'es2020', '--module', 'commonjs'];
    const { output } = await run(process.execPath, [require.resolve('typescript/bin/tsc'), ...how, 'example.ts'], { cwd: cluster.dir });
    const lines = output.split('\n');
    // pinus brings sources in the place of declarations, which are not strict.
    assert.ok(lines.some((line) => line.startsWith('node_modules/pinus/lib/')), output);
    assert.deepEqual(lines.filter((line) => /^(example|node_modules.pomelo-globalchannel)/.test(line)), []);
  });
});
