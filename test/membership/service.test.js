'use strict';

// The service on a real Redis: what a call with lists, a count and a question cost there, and what one name costs as before.

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const { call, started, logged } = require('../service/helpers');
const { startRedis } = require('../support/redis');
const { monitored } = require('./monitor');

describe('the service on Redis', () => {
  let redis, app, service;
  before(async () => { redis = await startRedis(); });
  after(() => redis.stop());
  beforeEach(async () => {
    await redis.command('FLUSHALL');
    app = new FakeApp(['c1', 'c2']);
    service = await started(app, undefined, { port: redis.port, prefix: 'P' });
    for (const [key, ...uids] of [['P:a:c1', 'u1', 'u2'], ['P:b:c1', 'u2', 'u3'], ['P:b:c2', 'u2']]) await redis.command('SADD', key, ...uids);
  });
  afterEach(() => call(service, 'stop', true));

  const push = (names, opts = null) => call(service, 'pushMessage', 'connector', 'r', {}, names, opts);
  const deliveries = () => app.deliveries().map(([sid, uids]) => [sid, [...uids].sort()]);

  it('pushes to several channels with one SMEMBERS for each key', async () => {
    const commands = await monitored(redis, async () => assert.deepEqual(await push(['a', 'b'], { except: 'u1' }), [null, []]));
    assert.deepEqual(commands, ['SMEMBERS P:a:c1', 'SMEMBERS P:b:c1', 'SMEMBERS P:a:c2', 'SMEMBERS P:b:c2']);
    assert.deepEqual(deliveries(), [['c1', ['u2', 'u3']], ['c2', ['u2']]]);
  });

  it('delivers around a channel that is none', async () => {
    await redis.command('SET', 'P:c:c1', 'text');
    const lines = await logged(async () => assert.deepEqual(await push(['c', 'b']), [null, []]));
    assert.deepEqual(deliveries(), [['c1', ['u2', 'u3']], ['c2', ['u2']]]);
    assert.match(lines[0].text, /failed on 1 frontend servers, delivered by 2; c1: WRONGTYPE/);
  });

  it('counts and finds', async () => {
    assert.deepEqual(await call(service, 'getCountBySid', 'a', 'c1'), [null, 2]);
    const commands = await monitored(redis, async () => {
      assert.deepEqual(await call(service, 'getCountByChannelName', 'connector', 'b'), [null, 3]);
      assert.deepEqual(await call(service, 'isMember', 'connector', 'b', 'u3'), [null, true]);
      assert.deepEqual(await call(service, 'getSidsOfMember', 'connector', 'b', 'u2'), [null, ['c1', 'c2']]);
    });
    assert.deepEqual(commands, ['SCARD P:b:c1', 'SCARD P:b:c2', ...['u3', 'u2'].flatMap((uid) => [`SISMEMBER P:b:c1 ${uid}`, `SISMEMBER P:b:c2 ${uid}`])]);
    assert.deepEqual((await call(service, 'getChannels'))[1].map(({ name, count }) => [name, count]), [['a', 2], ['b', 3]]);
    const [, uids] = await call(service, 'getMembersByChannelName', 'connector', ['a', 'b']);
    assert.deepEqual([...uids].sort(), ['u1', 'u2', 'u3']);
  });

  it('refuses a list where one is expected, and what cannot be used in a list', async () => {
    for (const [place, ...args] of [
      ['names[1]', 'pushMessage', 'connector', 'r', {}, ['a', {}], null], ['names[0]', 'getMembersByChannelName', 'connector', [['a']]],
      ['name', 'getCountByChannelName', 'connector', ['a']], ['uid', 'isMember', 'connector', 'a', ['u']], ['name', 'getMembersBySid', ['a'], 'c1'],
    ]) {
      const [err] = await call(service, ...args);
      assert.ok(err.code === 'EINVAL' && err.message.startsWith(`${place}: `), err.message);
    }
  });

  it('without lists and options sends what it always has', async () => {
    const commands = await monitored(redis, async () => {
      await call(service, 'add', 'n', 'u', 'c1');
      await call(service, 'getMembersBySid', 'n', 'c1');
      await call(service, 'getMembersByChannelName', 'connector', 'n');
      await push('n');
      await call(service, 'pushMessageByUids', 'connector', 'r', {}, ['u'], null);
      await call(service, 'leave', 'n', 'u', 'c1');
      await call(service, 'destroyChannel', 'n');
    });
    assert.deepEqual(commands, ['SADD P:n:c1 u', 'SMEMBERS P:n:c1', 'SMEMBERS P:n:c1', 'SMEMBERS P:n:c2', 'SMEMBERS P:n:c1', 'SMEMBERS P:n:c2',
      'SREM P:n:c1 u', 'UNLINK P:n:c1 P:n:c2']);
  });
});
