'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const Client = require('../../demo/client');
const Cluster = require('../../demo/cluster');
const { LIMIT, until } = require('../support/patience');
const { read, blocks } = require('./markdown');

const ENTRY = 'app/servers/connector/handler/entryHandler.js';
const [LOGIN] = blocks(read('README.md'), 'js').filter((block) => block.includes('session.on(\'closed\''));

/** Without them nobody is taken out but by the application, as with the old plugin. */
const NO_OPTIONS = { leaveOnClose: false, heartbeat: false, cleanOwnOnStartUp: false };

/**
 * The demo's application with the login of the README, whose servers stop as Pomelo's console makes them, with the hook of the
 * README or without.
 */
class Application extends Cluster {
  constructor(hook) {
    super();
    this.hook = hook;
  }

  install(config) {
    super.install({ ...config, redis: { ...config.redis, ...NO_OPTIONS } });
    fs.appendFileSync(path.join(this.dir, ENTRY), LOGIN);
    fs.appendFileSync(path.join(this.dir, 'app.js'), 'process.on(\'SIGUSR2\', () => app.stop(true)).on(\'SIGINT\', () => app.stop(false));\n');
    if (this.hook) fs.writeFileSync(path.join(this.dir, 'app/servers/connector/lifecycle.js'), this.hook);
  }

  async join(uid, id) {
    const { host, clientPort } = this.servers[id];
    const client = new Client(host, clientPort);
    await client.ready();
    await client.request('connector.entryHandler.login', { uid });
    await client.request('chat.chatHandler.join');
    return client;
  }

  members(id) {
    return this.redis.command('SMEMBERS', `DEMO:lobby:${id}`);
  }

  /** @returns the exit code of a server once it has ended */
  async ends(id, signal) {
    const ended = once(this.processes.get(id), 'exit');
    await this.signal(id, signal);
    return (await ended)[0];
  }

  log(id) {
    return fs.readFileSync(path.join(this.dir, 'logs', `${id}.log`), 'utf8');
  }
}

describe('the README on a planned stop', function () {
  this.timeout(2 * LIMIT);
  const [hook] = blocks(read('README.md'), 'js').filter((block) => block.includes('module.exports.beforeShutdown'));
  let application;

  const start = async (...args) => {
    application = new Application(...args);
    await application.start();
  };
  afterEach(() => application.stop());

  it('members stay in Redis, and are in failIds once a server of that id is back', async () => {
    await start(null);
    await application.join('alice', 'connector-1');
    const bob = await application.join('bob', 'connector-2');
    assert.equal(await application.ends('connector-1', 'SIGUSR2'), 0);
    assert.deepEqual(await application.members('connector-1'), ['alice']);
    // The other connector learns from the master that this one has left.
    await until(async () => (await bob.request('chat.chatHandler.members')).members.length === 1);
    assert.deepEqual((await bob.request('chat.chatHandler.say', { text: 'alone' })).failed, []);
    // The master tells only once that all servers are up, so nobody waits for that here.
    application.runServer('connector', application.servers['connector-1']).catch(() => {});
    await until(async () => (await bob.request('chat.chatHandler.members')).members.length === 2);
    assert.deepEqual((await bob.request('chat.chatHandler.say', { text: 'back' })).failed, ['alice']);
  });

  it('sessions that are closed later cannot leave any more', async () => {
    await start(null);
    const client = await application.join('alice', 'connector-1');
    const closed = once(client, 'close');
    await application.signal('connector-1', 'SIGINT');
    await closed;
    await until(() => application.log('connector-1').includes('leave failed: invalid state'));
    assert.deepEqual(await application.members('connector-1'), ['alice']);
  });

  it('with the hook they are taken out, but not by a SIGTERM', async () => {
    await start(hook);
    await application.join('alice', 'connector-1');
    await application.join('bob', 'connector-2');
    assert.equal(await application.ends('connector-1', 'SIGUSR2'), 0);
    assert.deepEqual(await application.members('connector-1'), []);
    assert.equal(await application.ends('connector-2', 'SIGTERM'), null);
    assert.deepEqual(await application.members('connector-2'), ['bob']);
  });
});
