'use strict';

// The users' index on a real Redis: what is kept, what is found, and the order of calls of several steps.

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const { call, uncaught } = require('../service/helpers');
const { onRedis } = require('../manager/helpers');
const EVERYWHERE = require('../../lib/membership/everywhere');
const { monitored } = require('./monitor');

describe('the index of users', () => {
  const on = onRedis();
  let manager;
  beforeEach(async () => { manager = await on.started({ prefix: 'P', userIndex: true }, new FakeApp(['c1', 'c2', 'c:1'])); });

  const sorted = (list) => [...list].sort();
  const members = async (key) => sorted(await on.redis.command('SMEMBERS', key));

  it('is written behind the members, and taken away before them, in one write', async () => {
    const add = await monitored(on.redis, () => call(manager, 'add', ['a', 'b'], ['1', '2'], 'c1'));
    assert.deepEqual(add, ['SADD P:a:c1 1 2', 'SADD P:b:c1 1 2', 'SADD P@uid:1 c1:a c1:b', 'SADD P@uid:2 c1:a c1:b']);
    const leave = await monitored(on.redis, () => call(manager, 'leave', 'a', '1', 'c1'));
    assert.deepEqual(leave, ['SREM P@uid:1 c1:a', 'SREM P:a:c1 1']);
    const all = await monitored(on.redis, () => call(manager, 'leaveAll', '2', 'c1'));
    assert.equal(all[0], 'SMEMBERS P@uid:2');
    assert.match(all[1], /^SREM P@uid:2 c1:[ab] c1:[ab]$/);
    assert.deepEqual(sorted(all.slice(2)), ['SREM P:a:c1 2', 'SREM P:b:c1 2']);
    assert.deepEqual(await on.keys(), ['P:b:c1', 'P@uid:1']);
  });

  it('tells where users are, and in which channels', async () => {
    await call(manager, 'add', ['a', 'b:c'], '1', 'c1');
    await call(manager, 'add', 'a', ['1', '__proto__'], 'c:1');
    const [, channels] = await call(manager, 'getChannelsByUid', '1');
    assert.deepEqual(Object.fromEntries(Object.entries(channels).map(([sid, names]) => [sid, sorted(names)])), { c1: ['a', 'b:c'], 'c:1': ['a'] });
    assert.deepEqual(sorted((await call(manager, 'getSidsByUid', 1))[1]), ['c1', 'c:1']);
    const [, many] = await call(manager, 'getSidsByUid', ['__proto__', '1', 'nobody']);
    assert.equal(Object.getPrototypeOf(many), null);
    assert.deepEqual(Object.keys(many).sort(), ['1', '__proto__', 'nobody']);
    assert.deepEqual([many.__proto__, many.nobody], [['c:1'], []]);
    assert.deepEqual(Object.keys((await call(manager, 'getChannelsByUid', []))[1]), []);
  });

  it('lets users leave all channels of a server, or of all', async () => {
    await call(manager, 'add', ['a', 'b'], ['1', '2'], 'c1');
    await call(manager, 'add', ['a', 'z'], '1', 'c2');
    const [err, names] = await call(manager, 'leaveAll', ['1', '2'], 'c1');
    assert.deepEqual([err, sorted(names)], [null, ['a', 'b']]);
    assert.deepEqual(await on.keys(), ['P:a:c2', 'P:z:c2', 'P@uid:1']);
    assert.deepEqual(sorted((await call(manager, 'leaveAll', '1', EVERYWHERE))[1]), ['a', 'z']);
    assert.deepEqual(await call(manager, 'leaveAll', '1', EVERYWHERE), [null, []]);
    assert.deepEqual(await on.keys(), []);
    assert.equal((await call(manager, 'leaveAll', '1', undefined))[0].code, 'EINVAL');
  });

  it('does not take the channels of a server whose id begins like the one that is left', async () => {
    await call(manager, 'add', 'room', '1', 'c:1');
    await call(manager, 'add', '1:room', '1', 'c');
    assert.deepEqual(await call(manager, 'leaveAll', '1', 'c'), [null, []]);
    assert.deepEqual(await call(manager, 'leaveAll', '1', 'c:1'), [null, ['room']]);
  });

  it('loses the members of a channel that is destroyed, however many', async () => {
    const uids = Array.from({ length: 3000 }, (_, i) => i);
    await call(manager, 'add', ['a', 'b'], uids, 'c1');
    await call(manager, 'add', 'a', '1', 'c2');
    assert.deepEqual(await call(manager, 'destroyChannel', 'a'), [null]);
    assert.deepEqual(await members('P@uid:1'), ['c1:b']);
    assert.deepEqual(await call(manager, 'destroyChannel', ['a', 'b']), [null]);
    assert.deepEqual(await on.keys(), []);
  });

  it('of a user that is none keeps nobody else in a channel that is destroyed, and is told of', async () => {
    await call(manager, 'add', ['a', 'b'], ['1', '2'], 'c1');
    await on.redis.command('SET', 'P@uid:1', 'text');
    const [err] = await call(manager, 'destroyChannel', ['a', 'b']);
    assert.deepEqual([err.code, err.reply, err.maybeExecuted], ['EREPLY', 'WRONGTYPE', true]);
    assert.deepEqual(await on.keys(), ['P@uid:1']);
  });

  it('is removed by a cleaning, before the members', async () => {
    await call(manager, 'add', ['a', 'b'], ['1', '2'], 'c1');
    await on.redis.command('MSET', 'P@sids', 'x', 'P@sid:c1', 'x', 'PX@uid:1', 'x');
    const seen = await monitored(on.redis, () => call(manager, 'clean'));
    assert.ok(seen.findIndex((command) => command.startsWith('DEL P@uid:')) < seen.findIndex((command) => command.startsWith('UNLINK P:')));
    assert.deepEqual(await on.keys(), ['P@sid:c1', 'P@sids', 'PX@uid:1']);
  });

  it('gets what it lacks from reindex, which counts', async () => {
    await on.redis.command('SADD', 'P:a:c1', '1', '2');
    await on.redis.command('SADD', 'P:b:c:1', '1');
    await on.redis.command('SET', 'P:bad:c1', 'text');
    await call(manager, 'add', 'a', '2', 'c1');
    assert.deepEqual(await call(manager, 'reindex'), [null, 2]);
    assert.deepEqual([await members('P@uid:1'), await members('P@uid:2')], [['c1:a', 'c:1:b'], ['c1:a']]);
    assert.deepEqual(await call(manager, 'reindex'), [null, 0]);
  });

  it('keeps the order of calls of one process, also behind those of several steps', async () => {
    const answers = [call(manager, 'add', ['a', 'b'], '1', 'c1'), call(manager, 'leaveAll', '1', 'c1'), call(manager, 'add', 'a', '1', 'c1'),
      call(manager, 'add', 'b', '2', 'c1'), call(manager, 'destroyChannel', 'b'), call(manager, 'add', 'b', '1', 'c1'), call(manager, 'leave', 'a', '1', 'c1'),
      call(manager, 'getChannelsByUid', '1')];
    const got = await Promise.all(answers);
    assert.deepEqual(got.map(([err]) => err), answers.map(() => null));
    assert.deepEqual(got[7][1], { c1: ['b'] });
    assert.deepEqual(await on.keys(), ['P:b:c1', 'P@uid:1']);
    assert.equal(manager._turns._lines.size, 0);
  });

  it('lets questions about a channel wait for what was called before them', async () => {
    await call(manager, 'add', ['a', 'b'], '1', 'c1');
    const got = await Promise.all([call(manager, 'leaveAll', '1', 'c1'), call(manager, 'add', 'a', '1', 'c1'), call(manager, 'destroyChannel', 'b'),
      ...['a', 'b'].flatMap((name) => [call(manager, 'getMembersBySid', name, 'c1'), call(manager, 'getMembers', name, ['c1']),
        call(manager, 'getMembersOf', [name], ['c1']), call(manager, 'getCountBySid', name, 'c1'), call(manager, 'isMemberBySid', name, '1', 'c1')])]);
    const answers = got.slice(3).map(([err, answer]) => [err, Array.isArray(answer) ? [...answer] : answer]); // an empty place is undefined
    assert.deepEqual(answers, [[null, ['1']], [null, [['1']]], [null, [['1']]], [null, 1], [null, true],
      [null, []], [null, [undefined]], [null, [undefined]], [null, 0], [null, false]]);
    assert.equal(manager._turns._lines.size, 0);
  });

  it('lets calls of several steps finish when the service stops, and ends them with force', async () => {
    await call(manager, 'add', ['a', 'b'], ['1', '2'], 'c1');
    const calls = [call(manager, 'leaveAll', '1', 'c1'), call(manager, 'add', 'z', '1', 'c1'), call(manager, 'destroyChannel', 'a')];
    await call(manager, 'stop', false);
    assert.deepEqual((await Promise.all(calls)).map(([err]) => err), [null, null, null]);
    assert.deepEqual(await on.keys(), ['P:b:c1', 'P:z:c1', 'P@uid:1', 'P@uid:2']);
    const other = await on.started({ prefix: 'P', userIndex: true });
    const lost = [call(other, 'leaveAll', '2', 'c1'), call(other, 'add', 'z', '2', 'c1')];
    await call(other, 'stop', true);
    for (const [err] of await Promise.all(lost)) assert.equal(err.code, 'ESTOPPED');
  });

  it('goes on when a callback of several steps throws', async () => {
    await call(manager, 'add', 'a', '1', 'c1');
    const thrown = await uncaught(async () => {
      manager.leaveAll('1', 'c1', () => { throw new Error('mine'); });
      assert.deepEqual(await call(manager, 'add', 'b', '1', 'c1'), [null]);
    });
    assert.deepEqual(thrown.map(({ message }) => message), ['mine']);
    assert.deepEqual(await on.keys(), ['P:b:c1', 'P@uid:1']);
  });

  it('is asked for in vain without the option', async () => {
    const plain = await on.started({ prefix: 'P' });
    for (const args of [['leaveAll', '1', 'c1'], ['getChannelsByUid', '1'], ['getSidsByUid', '1'], ['reindex']]) {
      const [err] = await call(plain, ...args);
      assert.equal(err.code, 'ESTATE');
      assert.match(err.message, /userIndex/);
    }
  });
});
