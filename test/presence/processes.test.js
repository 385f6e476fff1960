'use strict';

// Real Pomelo processes, two connectors and a backend: one is killed, one stands still, clients come and go.

const assert = require('assert').strict;
const Client = require('../../demo/client');
const Cluster = require('../../demo/cluster');
const { LIMIT, until } = require('../support/patience');

describe('real servers', function () {
  this.timeout(3 * LIMIT);
  const cluster = new Cluster();
  const clients = [];
  before(() => cluster.start());
  after(() => {
    for (const client of clients) client.close();
    return cluster.stop();
  });

  const members = async (sid, name = 'lobby') => (await cluster.redis.command('SMEMBERS', `DEMO:${name}:${sid}`)).sort();
  const keys = async () => (await cluster.redis.command('KEYS', 'DEMO*')).filter((key) => !/^DEMO@(sid|lock)/.test(key)).sort();

  async function login(uid, sid) {
    const { host, clientPort } = cluster.servers[sid];
    const client = new Client(host, clientPort);
    clients.push(client);
    await client.ready();
    assert.equal((await client.request('connector.entryHandler.login', { uid, team: 'red' })).code, 200);
    return client;
  }

  it('keep a user who has another session on the same server, or is back at once', async () => {
    const first = await login('alice', 'connector-1');
    const second = await login('alice', 'connector-1');
    first.close();
    const other = await login('bob', 'connector-1');
    other.close();
    await until(async () => (await members('connector-1')).join() === 'alice');
    second.close();
    const third = await login('alice', 'connector-1');
    await login('carol', 'connector-1').then((client) => client.close());
    await until(async () => (await members('connector-1')).join() === 'alice');
    assert.deepEqual(await members('connector-1', 'red'), ['alice']);
    third.close();
    await until(async () => (await keys()).length === 0);
  });

  it('take out who was added by a handler that was still at work when the session closed', async () => {
    const client = await login('frank', 'connector-1');
    client.close();
    await until(async () => (await keys()).length === 0);
    await cluster.redis.command('SADD', 'DEMO:guild:connector-1', 'frank');
    await cluster.redis.command('SADD', 'DEMO@uid:frank', 'connector-1:guild');
    await until(async () => (await keys()).length === 0);
  });

  it('lose nobody while one stands still, which the master still lists', async () => {
    await login('dave', 'connector-2');
    await cluster.signal('connector-2', 'SIGSTOP');
    await until(async () => await cluster.redis.command('EXISTS', 'DEMO@sid:connector-2') === 0);
    await until(async () => !(await cluster.redis.command('SMEMBERS', 'DEMO@sids')).includes('connector-2'));
    assert.deepEqual(await members('connector-2'), ['dave']);
    await cluster.signal('connector-2', 'SIGCONT');
    await until(async () => (await cluster.redis.command('SMEMBERS', 'DEMO@sids')).includes('connector-2'));
    assert.deepEqual(await members('connector-2'), ['dave']);
  });

  it('clean up behind one that is killed, and behind nobody else', async () => {
    await login('erin', 'connector-1');
    await cluster.signal('connector-2', 'SIGKILL');
    await until(async () => (await members('connector-2')).length === 0);
    await until(async () => !(await cluster.redis.command('SMEMBERS', 'DEMO@sids')).includes('connector-2'));
    assert.deepEqual(await keys(), ['DEMO:lobby:connector-1', 'DEMO:red:connector-1', 'DEMO@uid:erin']);
  });
});
