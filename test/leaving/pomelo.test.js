'use strict';

// In a real Pomelo application, with clients on websockets.

const assert = require('node:assert/strict');
const path = require('node:path');
const Client = require('../../demo/client');
const Cluster = require('../../demo/cluster');
const { until } = require('../support/patience');

describe('leaveOnClose in a real application', function () {
  this.timeout(180000);
  let cluster;
  before(async () => {
    cluster = new Cluster({ app: path.join(__dirname, 'app'), servers: { connector: 2, chat: 1 } });
    await cluster.start();
  });
  after(() => cluster.stop());
  afterEach(function () {
    if (this.currentTest?.state === 'failed') console.error(cluster.logs());
  });

  /** @returns {Promise<Client>} of a user who is in these channels */
  async function join(uid, names, connector = 'connector-1') {
    const { host, clientPort } = cluster.servers[connector];
    const client = new Client(host, clientPort);
    client.on('error', () => {});
    await client.ready();
    await client.request('connector.entryHandler.login', { uid });
    if (names) await client.request('chat.chatHandler.join', { names });
    return client;
  }

  const keys = async () => (await cluster.redis.command('KEYS', 'P*')).sort();
  const gone = (uid) => until(async () => !(await keys()).includes(`P@uid:${uid}`));
  const members = async (name) => (await cluster.redis.command('SMEMBERS', `P:${name}:connector-1`)).sort();

  it('takes a user out of all channels of his connector when his client goes away, and of no other', async () => {
    const client = await join('1', ['world', 'guild:7', 'trade']);
    const other = await join('1', ['world'], 'connector-2');
    client.close();
    await until(async () => (await keys()).length === 2);
    assert.deepEqual(await keys(), ['P:world:connector-2', 'P@uid:1']);
    other.close();
    await gone('1');
    assert.deepEqual(await keys(), []);
  });

  it('keeps a user who has a second session there, until that has closed, too', async () => {
    const [first, second] = [await join(2, ['world']), await join('2')];
    const witness = await join('w', ['world']);
    first.close();
    await until(async () => (await witness.request('connector.entryHandler.sessions', { uid: '2' })).count === 1);
    witness.close();
    await gone('w');
    assert.deepEqual(await members('world'), ['2']);
    second.close();
    await gone('2');
    assert.deepEqual(await keys(), []);
  });

  it('takes out a user whose session is unbound', async () => {
    const client = await join(3, ['world', 'trade']);
    await client.request('connector.entryHandler.logout');
    await gone('3');
    assert.deepEqual(await keys(), []);
    client.close();
  });

  it('leaves what a user has just got who logs in again at once, and takes what a handler has added behind a close', async () => {
    const [again, late] = [await join('4', ['world']), await join('5', ['world'])];
    await late.request('chat.chatHandler.joinLate', { names: ['guild'] });
    again.close();
    late.close();
    const back = await join('4', ['world', 'new']);
    await gone('5');
    cluster.processes.get('chat-1').send('go on');
    await until(async () => (await members('guild')).length === 1);
    await gone('5'); // ten seconds later
    assert.deepEqual(await members('guild'), []);
    assert.deepEqual([await members('world'), await members('new')], [['4'], ['4']]);
    assert.deepEqual((await cluster.redis.command('SMEMBERS', 'P@uid:4')).sort(), ['connector-1:new', 'connector-1:world']);
    back.close();
    await gone('4');
    assert.deepEqual(await keys(), []);
  });
});
