'use strict';

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const FakeApp = require('../support/fakeApp');
const { assertSame } = require('../support/same');
const { call, logged } = require('../service/helpers');
const GlobalChannelService = require('../../lib/service/globalChannelService');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');
const { onRedis, METHODS } = require('./helpers');

describe('calls of the Redis manager', () => {
  const on = onRedis();
  let manager;
  beforeEach(async () => { manager = await on.started(); });

  it('add and leave give (null), also again, for no member and for no channel', async () => {
    for (const uid of ['u', 'v', 'u']) assert.deepEqual(await call(manager, 'add', 'n', uid, 'c1'), [null]);
    assert.deepEqual((await on.redis.command('SMEMBERS', 'POMELO:CHANNEL:n:c1')).sort(), ['u', 'v']);
    for (const uid of ['u', 'u', 'w']) assert.deepEqual(await call(manager, 'leave', 'n', uid, 'c1'), [null]);
    assert.deepEqual(await call(manager, 'leave', 'nowhere', 'u', 'c1'), [null]);
    assert.deepEqual(await on.redis.command('SMEMBERS', 'POMELO:CHANNEL:n:c1'), ['v']);
  });

  it('getMembersBySid gives (null, uids) in the order of Redis, and [] for what is not there', async () => {
    const uids = Array.from({ length: 300 }, (_, i) => `user ${i * 7}`);
    await on.redis.command('SADD', 'POMELO:CHANNEL:n:c1', ...uids);
    const inRedis = await on.redis.command('SMEMBERS', 'POMELO:CHANNEL:n:c1');
    const [err, read] = await call(manager, 'getMembersBySid', 'n', 'c1');
    assert.equal(err, null);
    assertSame(read, inRedis);
    assert.deepEqual(await call(manager, 'getMembersBySid', 'n', 'c2'), [null, []]);
  });

  it('getMembers gives one list for each sid, in their order', async () => {
    await on.redis.command('SADD', 'POMELO:CHANNEL:n:c1', 'u');
    await on.redis.command('SADD', 'POMELO:CHANNEL:n:c3', 'w');
    const [err, lists] = await call(manager, 'getMembers', 'n', ['c3', 'c2', 'c1', 'c3']);
    assert.equal(err, null);
    assert.deepEqual(Array.from(lists, (list) => list ?? []), [['w'], [], ['u'], ['w']]);
    assert.deepEqual(await call(manager, 'getMembers', 'n', []), [null, []]);
  });

  it('takes numbers and BigInts as String() gives them', async () => {
    for (const value of [0, -0, 42, -1.5, 1e21, 2 ** 53, 10n ** 30n]) {
      assert.deepEqual(await call(manager, 'add', value, value, value), [null]);
      const text = String(value);
      assert.deepEqual(await call(manager, 'getMembersBySid', text, text), [null, [text]]);
      assert.deepEqual(await call(manager, 'getMembers', value, [value]), [null, [[text]]]);
      assert.deepEqual(await call(manager, 'leave', value, value, value), [null]);
    }
    assert.deepEqual(await on.keys(), []);
  });

  it('an error reply comes with Redis\' text and its own word', async () => {
    await on.redis.command('SET', 'POMELO:CHANNEL:n:c1', 'no set');
    for (const [method, ...args] of [['add', 'n', 'u', 'c1'], ['leave', 'n', 'u', 'c1'], ['getMembersBySid', 'n', 'c1']]) {
      const [err] = await call(manager, method, ...args);
      assert.ok(err instanceof Error);
      assert.deepEqual([err.code, err.reply], ['EREPLY', 'WRONGTYPE']);
      assert.equal(err.message, 'WRONGTYPE Operation against a key holding the wrong kind of value');
      assert.ok(!('maybeExecuted' in err));
    }
  });

  it('getMembers gives an Error in the place of a list that Redis refused, and there only', async () => {
    await on.redis.command('SET', 'POMELO:CHANNEL:n:c2', 'no set');
    await on.redis.command('SADD', 'POMELO:CHANNEL:n:c3', 'w');
    const [err, lists] = await call(manager, 'getMembers', 'n', ['c1', 'c2', 'c3', 'c2']);
    assert.equal(err, null);
    assert.equal(lists.length, 4);
    assert.deepEqual([lists[0] ?? [], lists[2]], [[], ['w']]);
    const alone = await call(manager, 'getMembers', 'n', ['c2']);
    assert.deepEqual([alone[0], alone[1].length], [null, 1]);
    for (const refused of [lists[1], lists[3], alone[1][0]]) {
      assert.ok(refused instanceof Error);
      assert.deepEqual([refused.code, refused.reply], ['EREPLY', 'WRONGTYPE']);
    }
  });

  it('a server out of memory refuses with OOM', async () => {
    await on.redis.command('CONFIG', 'SET', 'maxmemory', 1);
    const [err] = await call(manager, 'add', 'n', 'u', 'c1');
    await on.redis.command('CONFIG', 'SET', 'maxmemory', 0);
    assert.deepEqual([err.code, err.reply], ['EREPLY', 'OOM']);
  });

  it('a colon in a sid, which makes keys meet, is one warning', async () => {
    const lines = await logged(async () => {
      for (const sid of ['c1', 'b:c', 'b:d', 'c1', 'b:c']) await call(manager, 'add', 'a', 'u', sid);
    });
    assert.equal(lines.length, 1);
    assert.match(lines[0].text, /"b:c"/);
    assert.deepEqual(await call(manager, 'getMembersBySid', 'a:b', 'c'), [null, ['u']]);
  });
});

/** @type {(method: string, arg: string) => boolean} */
function takesLists(method, arg) {
  return /^(add|leave|destroyChannel)$/.test(method) && arg !== 'sid';
}

describe('an argument that cannot be used', () => {
  const on = onRedis();
  const unusable = [undefined, null, true, false, NaN, Infinity, -Infinity, {}, [], ['u'], Buffer.from('u'), Symbol('u'), () => 'u', new Date(), Object(true), Object(NaN)];
  let manager;
  beforeEach(async () => {
    manager = await on.started();
    await on.redis.command('SADD', 'POMELO:CHANNEL:n:c1', 'u');
  });
  afterEach(async () => {
    assert.deepEqual(await on.keys(), ['POMELO:CHANNEL:n:c1']);
    assert.deepEqual(await on.redis.command('SMEMBERS', 'POMELO:CHANNEL:n:c1'), ['u']);
  });

  const good = { name: 'n', uid: 'u', sid: 'c1' };
  for (const [method, args] of Object.entries(METHODS)) {
    for (const arg of args) {
      it(`${arg} of ${method}: EINVAL that names it, called back`, async () => {
        for (const value of unusable.filter((each) => !Array.isArray(each) || !takesLists(method, arg))) {
          const given = args.map((name) => (name === arg ? value : good[name]));
          const got = await call(manager, method, ...given);
          assert.equal(got.length, 1);
          assert.equal(got[0].code, 'EINVAL', inspect(value));
          assert.match(got[0].message, new RegExp(`^${arg}: got .+, expected .+`));
        }
      });
    }
  }

  it('of getMembers: EINVAL that names it', async () => {
    for (const value of unusable) {
      assert.match((await call(manager, 'getMembers', value, ['c1']))[0].message, /^name: got/);
      assert.match((await call(manager, 'getMembers', 'n', ['c1', value]))[0].message, /^sids\[1\]: got/);
      if (!Array.isArray(value)) assert.match((await call(manager, 'getMembers', 'n', value))[0].message, /^sids: got/);
    }
  });

  it('is called back on the next turn, ahead of calls that Redis answers', async () => {
    const order = [];
    await new Promise((resolve) => {
      manager.add('n', 'u', 'c1', () => resolve(order.push('answered')));
      manager.add('n', {}, 'c1', () => order.push('refused'));
      order.push('returned');
    });
    assert.deepEqual(order, ['returned', 'refused', 'answered']);
  });

  it('is EINVAL also where there is no frontend', async () => {
    const lonely = await on.started({}, new FakeApp());
    assert.equal((await call(lonely, 'destroyChannel', {}))[0].code, 'EINVAL');
    assert.equal((await call(lonely, 'getMembers', null, []))[0].code, 'EINVAL');
  });
});

describe('the Redis manager of a service', () => {
  const on = onRedis();

  it('gives empty lists that the caller may change', async () => {
    const service = new GlobalChannelService(new FakeApp(['c1']), { port: on.redis.port });
    assert.deepEqual(await call(service, 'start'), [null]);
    for (const [method, ...args] of [['getMembersByChannelName', 'connector', 'empty'], ['getMembersBySid', 'empty', 'c1']]) {
      for (let i = 0; i < 2; i++) {
        const [err, uids] = await call(service, method, ...args);
        assert.deepEqual([err, uids], [null, []]);
        uids.push('mine');
      }
    }
    await call(service, 'stop', true);
  });

  it('may be one that derives from it and calls back at once, and nobody is called from inside a call', async () => {
    class Hasty extends RedisGlobalChannelManager {
      getMembers(name, sids, cb) { cb(null, [['u']]); }
    }
    const app = new FakeApp(['c1']);
    app.rpc = (sid, message, cb) => cb(null, []);
    const service = new GlobalChannelService(app, { channelManager: Hasty, port: on.redis.port });
    assert.deepEqual(await call(service, 'start'), [null]);
    assert.deepEqual(await call(service, 'pushMessage', 'connector', 'r', {}, 'n', null), [null, []]);
    assert.deepEqual(await call(service, 'getMembersByChannelName', 'connector', 'n'), [null, ['u']]);
    await call(service, 'stop', true);
  });
});
