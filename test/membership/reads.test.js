'use strict';

// What is read beyond the members of one channel, against a real Redis: what comes back, and the commands that it costs.

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const { call } = require('../service/helpers');
const { onRedis } = require('../manager/helpers');
const { monitored } = require('./monitor');

describe('the Redis manager reads', () => {
  const on = onRedis();
  let manager;
  beforeEach(async () => {
    manager = await on.started({ prefix: 'P' }, new FakeApp(['c1', 'c2', 'a:b']));
    await on.redis.command('SADD', 'P:x:c1', 'u1', 'u2');
    await on.redis.command('SADD', 'P:y:c1', 'u1');
    await on.redis.command('SADD', 'P:x:c2', 'u3');
    await on.redis.command('SET', 'P:bad:c2', 'text');
  });

  const reply = (value) => (value instanceof Error ? value.reply : value);

  it('the members of several channels on several servers, by server and then by channel', async () => {
    const [err, lists] = await call(manager, 'getMembersOf', ['x', 'bad', 'y'], ['c1', 'c2']);
    const got = Array.from(lists, (list) => (Array.isArray(list) ? [...list].sort() : reply(list)));
    assert.deepEqual([err, got], [null, [['u1', 'u2'], undefined, ['u1'], ['u3'], 'WRONGTYPE', undefined]]);
  });

  it('counts and memberships, with the Error in the place of what is no channel', async () => {
    assert.deepEqual(await call(manager, 'getCounts', 'x', ['c1', 'c2', 'c3']), [null, [2, 1, 0]]);
    assert.deepEqual(await call(manager, 'areMembers', 'x', 'u1', ['c1', 'c2', 'c3']), [null, [true, false, false]]);
    const [, counts] = await call(manager, 'getCounts', 'bad', ['c1', 'c2']);
    assert.deepEqual(counts.map(reply), [0, 'WRONGTYPE']);
    const [, answers] = await call(manager, 'areMembers', 'bad', 'u1', ['c2']);
    assert.deepEqual(answers.map(reply), ['WRONGTYPE']);
  });

  it('one count and one membership', async () => {
    assert.deepEqual(await call(manager, 'getCountBySid', 'x', 'c1'), [null, 2]);
    assert.deepEqual(await call(manager, 'isMemberBySid', 'x', 'u3', 'c2'), [null, true]);
    assert.deepEqual(await call(manager, 'isMemberBySid', 'x', 'u3', 'c1'), [null, false]);
    const [err] = await call(manager, 'getCountBySid', 'bad', 'c2');
    assert.deepEqual([err.code, err.reply], ['EREPLY', 'WRONGTYPE']);
  });

  it('nothing when there is nothing to ask about', async () => {
    const commands = await monitored(on.redis, async () => {
      assert.deepEqual(await call(manager, 'getMembersOf', [], ['c1']), [null, []]);
      assert.deepEqual(await call(manager, 'getMembersOf', ['x'], []), [null, []]);
      assert.deepEqual(await call(manager, 'getCounts', 'x', []), [null, []]);
    });
    assert.deepEqual(commands, []);
  });

  it('with one command for each question', async () => {
    const commands = await monitored(on.redis, async () => {
      await call(manager, 'getMembersOf', ['x', 'y'], ['c1', 'c2']);
      await call(manager, 'getCounts', 'x', ['c1', 'c2']);
      await call(manager, 'areMembers', 'x', 'u1', ['c1', 'c2']);
    });
    assert.deepEqual(commands, [
      'SMEMBERS P:x:c1', 'SMEMBERS P:y:c1', 'SMEMBERS P:x:c2', 'SMEMBERS P:y:c2',
      'SCARD P:x:c1', 'SCARD P:x:c2', 'SISMEMBER P:x:c1 u1', 'SISMEMBER P:x:c2 u1',
    ]);
  });

  it('refuses what cannot be used, and tells its place', async () => {
    const cases = [
      ['getMembersOf', ['x', {}], ['c1'], 'names[1]'], ['getMembersOf', ['x', ['y']], ['c1'], 'names[1]'], ['getMembersOf', 'x', ['c1'], 'names'],
      ['getMembersOf', ['x'], ['c1', null], 'sids[1]'], ['getCounts', ['x'], ['c1'], 'name'], ['areMembers', 'x', ['u'], ['c1'], 'uid'],
      ['getCountBySid', 'x', ['c1'], 'sid'], ['isMemberBySid', 'x', 'u', undefined, 'sid'], ['isMemberBySid', ['x'], 'u', 'c1', 'name'],
    ];
    for (const [method, ...args] of cases) {
      const place = args.pop();
      const [err] = await call(manager, method, ...args);
      assert.ok(err.code === 'EINVAL' && err.message.startsWith(`${place}: `), err.message);
    }
  });

  it('nothing before its start', async () => {
    const other = on.manager();
    for (const args of [['getMembersOf', ['x'], ['c1']], ['getCounts', 'x', []], ['areMembers', 'x', 'u', ['c1']], ['getCountBySid', 'x', 'c1'],
      ['isMemberBySid', 'x', 'u', 'c1'], ['getChannels']]) {
      assert.equal((await call(other, ...args))[0].code, 'ESTATE', args[0]);
    }
  });
});
