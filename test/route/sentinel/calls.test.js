'use strict';

// Calls by way of Sentinels are as those to one Redis: what they are told, in which context, and how many there may be.

const assert = require('assert').strict;
const { AsyncLocalStorage } = require('async_hooks');
const { call, logged, uncaught } = require('../../service/helpers');
const { until } = require('../../support/patience');
const { startRedis } = require('../../support/redis');
const { onFakes, HOLD, holdText } = require('./fakes');

describe('calls by way of Sentinels', () => {
  const on = onFakes();
  let a, sentinel;
  beforeEach(async () => {
    a = await on.node();
    sentinel = await on.sentinel({ master: a });
  });

  const away = async (manager) => {
    await a.peer.close();
    await until(() => manager._connection.session._lane.node.load.isAway);
  };

  it('have the outcomes that Redis gives', async () => {
    const redis = await startRedis();
    try {
      const manager = await on.started([await on.sentinel({ master: redis })], { cleanOnStartUp: false });
      const got = [];
      for (const [method, ...args] of [['add', 'n', 'u1', 'c1'], ['add', 'n', 'u2', 'c2'], ['leave', 'n', 'u3', 'c1'], ['getMembersBySid', 'n', 'c1'],
        ['getMembersBySid', 'n', 'x'], ['getMembers', 'n', ['c2', 'x', 'c1']], ['destroyChannel', 'n'], ['getMembers', 'n', ['c1', 'c2']],
        ['clean'], ['add', 'n', 'u', 'c1'], ['clean'], ['getMembersBySid', 'n', 'c1']]) {
        got.push((await call(manager, method, ...args)).map((each) => (Array.isArray(each) ? Array.from(each) : each)));
      }
      assert.deepEqual(got, [[null], [null], [null], [null, ['u1']], [null, []], [null, [['u2'], undefined, ['u1']]], [null],
        [null, [undefined, undefined]], [], [null], [null], [null, []]]);
      await redis.command('SET', 'POMELO:CHANNEL:n:c1', 'x');
      const [wrong] = await call(manager, 'add', 'n', 'u', 'c1');
      assert.deepEqual([wrong.code, wrong.reply], ['EREPLY', 'WRONGTYPE']);
      const [none, [error, list]] = await call(manager, 'getMembers', 'n', ['c1', 'c2']);
      assert.deepEqual([none, error.reply, list], [null, 'WRONGTYPE', undefined]);
    } finally {
      await redis.stop();
    }
  });

  it('call back in the context of whoever made them, also when they waited', async () => {
    const manager = await on.started([sentinel]);
    const storage = new AsyncLocalStorage();
    sentinel.publish(HOLD, holdText(a));
    await until(() => manager._connection.session._hold);
    const stores = [1, 2].map((i) => storage.run(i, () => new Promise((resolve) => manager.add('n', 'u', 'c1', () => resolve(storage.getStore())))));
    sentinel.publish('-failover-abort-slave-timeout', `master game 127.0.0.1 ${a.port}`);
    assert.deepEqual(await Promise.all(stores), [1, 2]);
  });

  it('leave others alone when a callback throws', async () => {
    const manager = await on.started([sentinel]);
    const seen = await uncaught(async () => {
      manager.add('n', '1', 'c1', () => { throw new Error('mine'); });
      assert.deepEqual(await call(manager, 'add', 'n', '2', 'c1'), [null]);
    });
    assert.deepEqual(seen.map(({ message }) => message), ['mine']);
  });

  it('are limited in number and bytes, those for a master that is away to half of it', async () => {
    a.own = ([word]) => (word === 'SADD' ? null : undefined);
    const manager = await on.started([sentinel], { maxQueue: 10 });
    const codes = [];
    const add = () => manager.add('n', 'u', 'c1', (err) => codes.push(err.code));
    await logged(async () => {
      for (let i = 0; i < 12; i++) add();
      await until(() => codes.length > 0);
      assert.deepEqual(codes, ['EQUEUEFULL', 'EQUEUEFULL']);
      await call(manager, 'stop', true);
    });
    codes.length = 0;
    a.own = () => undefined;
    const other = await on.started([sentinel], { maxQueue: 10 });
    await logged(async () => {
      await away(other);
      for (let i = 0; i < 7; i++) other.add('n', 'u', 'c1', (err) => codes.push(err.code));
      await until(() => codes.length > 0);
      assert.deepEqual(codes, ['EQUEUEFULL', 'EQUEUEFULL']);
      await call(other, 'stop', true);
    });
    assert.deepEqual(codes.slice(2), Array(5).fill('ESTOPPED'));
  });

  it('fail at once without an offline queue, but only when the master is known to be away', async () => {
    const manager = await on.started([sentinel], { enable_offline_queue: false });
    sentinel.publish(HOLD, holdText(a));
    await until(() => manager._connection.session._hold);
    const waits = call(manager, 'add', 'n', 'u', 'c1');
    sentinel.publish('-failover-abort-slave-timeout', `master game 127.0.0.1 ${a.port}`);
    assert.deepEqual(await waits, [null]);
    await logged(async () => {
      await away(manager);
      const [err] = await call(manager, 'add', 'n', 'u', 'c1');
      assert.equal(err.code, 'ECONNLOST');
    });
  });

  it('fail when their time is over, in order, whatever they wait for', async () => {
    const manager = await on.started([sentinel], { commandTimeout: 400 });
    await logged(async () => {
      await away(manager);
      const told = [];
      const calls = [1, 2, 3].map((i) => new Promise((resolve) => manager.add('n', 'u', 'c1', (err) => resolve(told.push([i, err.code, err.message])))));
      await Promise.all(calls);
      assert.deepEqual(told.map(([i, code]) => [i, code]), [[1, 'ETIMEDOUT'], [2, 'ETIMEDOUT'], [3, 'ETIMEDOUT']]);
      assert.match(told[0][2], new RegExp(`^no answer from Redis at 127.0.0.1:${a.port} \\(game\\) within 400 ms; cannot connect to Redis at`));
    });
  });

  it('fail when their time is over in a failover that was announced', async () => {
    const manager = await on.started([sentinel], { commandTimeout: 400 });
    sentinel.publish(HOLD, holdText(a));
    await until(() => manager._connection.session._hold);
    const [err] = await call(manager, 'add', 'n', 'u', 'c1');
    assert.deepEqual([err.code, err.maybeExecuted], ['ETIMEDOUT', undefined]);
    assert.deepEqual(a.uids, []);
  });

  it('are through before a patient stop', async () => {
    const manager = await on.started([sentinel]);
    const answers = [];
    for (let i = 0; i < 100; i++) manager.add('n', String(i), 'c1', (err) => answers.push(err));
    await call(manager, 'stop', false);
    assert.deepEqual(answers, Array(100).fill(null));
  });
});
