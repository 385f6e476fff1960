'use strict';

// A server that refuses writes for now, as a replica does until it is promoted.

const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const { timed } = require('../support/patience');
const { freePort } = require('../support/redis');
const { withFaults, told, failing, fine, atLast, call, logged } = require('./helpers');

describe('a read-only server', () => {
  const on = withFaults();
  let redis;

  async function demote() {
    await redis.command('REPLICAOF', '127.0.0.1', await freePort());
  }

  beforeEach(async () => { redis = await on.server(); });

  it('serves reads while writes wait, and takes them in order once it is promoted', async () => {
    const manager = await on.started({ port: redis.port });
    await fine(manager, 'add', 'n', 'first', 'c1');
    await logged(async () => {
      await demote();
      const order = [];
      const writes = Promise.all([['add', 'u'], ['leave', 'u'], ['add', 'v'], ['leave', 'first']]
        .map(([method, uid]) => call(manager, method, 'n', uid, 'c1').then((got) => order.push([method, uid, ...got]))));
      for (let i = 0; i < 20; i++) {
        assert.deepEqual(await fine(manager, 'getMembersBySid', 'n', 'c1'), ['first']);
        assert.deepEqual(order, []);
        await sleep(20);
      }
      await redis.command('REPLICAOF', 'NO', 'ONE');
      const { ms } = await timed(() => writes);
      assert.ok(ms < 2000, `writes took ${ms} ms`);
      assert.deepEqual(order, [['add', 'u', null], ['leave', 'u', null], ['add', 'v', null], ['leave', 'first', null]]);
    });
    assert.deepEqual(await fine(manager, 'getMembersBySid', 'n', 'c1'), ['v']);
  });

  it('a write fails at its deadline with what Redis said, one that was never sent too', async () => {
    const manager = await on.started({ port: redis.port, commandTimeout: 1000, retryMaxDelay: 100 });
    await logged(async () => {
      const refused = told(/READONLY/);
      await demote();
      const doomed = (...args) => timed(() => failing(manager, ...args));
      const writes = [['add', 'n', 'u', 'c1'], ['leave', 'n', 'u', 'c1'], ['destroyChannel', 'n']].map((args) => doomed(...args));
      await refused;
      writes.push(doomed('add', 'n', 'behind', 'c1'));
      const outcomes = await Promise.all(writes);
      for (const { took, value: err } of outcomes) {
        assert.deepEqual([err.code, err.reply], ['EREPLY', 'READONLY']);
        assert.match(err.message, /^READONLY You can't write/);
        assert.ok(took >= 999, `took ${took} ms`);
      }
      // Those behind the first were sent with it, and what became of them nobody has read.
      assert.equal(outcomes[0].value.maybeExecuted, undefined);
      await redis.command('REPLICAOF', 'NO', 'ONE');
      await atLast(manager, 'add', 'n', 'late', 'c1');
    });
    assert.deepEqual(await atLast(manager, 'getMembersBySid', 'n', 'c1'), ['late']);
  });

  it('a write that waits for long costs few connections and few lines', async () => {
    const proxy = await on.proxy(redis);
    const manager = await on.started({ port: proxy.port, commandTimeout: 1500 });
    const lines = await logged(async () => {
      await demote();
      const writes = Array.from({ length: 100 }, (_, i) => failing(manager, 'add', 'n', i, 'c1'));
      for (const err of await Promise.all(writes)) assert.equal(err.reply, 'READONLY');
    });
    assert.ok(proxy.accepted <= 15, `${proxy.accepted} connections`);
    assert.ok(lines.length <= 20, `${lines.length} lines`);
  });

  it('stop fails what waits, at once with force and after a second without', async () => {
    for (const [force, least, most] of [[true, 0, 500], [false, 998, 1700]]) {
      const manager = await on.started({ port: redis.port });
      await logged(async () => {
        const refused = told(/READONLY/);
        await demote();
        const write = failing(manager, 'add', 'n', 'u', 'c1');
        await refused;
        const { ms, took } = await timed(() => call(manager, 'stop', force));
        assert.ok(took >= least && ms < most, `stop(${force}) took ${ms} of ${took} ms`);
        assert.equal((await write).code, 'ESTOPPED');
      });
      await redis.command('REPLICAOF', 'NO', 'ONE');
    }
  });

  it('cleaning waits, too', async () => {
    const manager = await on.started({ port: redis.port });
    await fine(manager, 'add', 'n', 'u', 'c1');
    await logged(async () => {
      const refused = told(/READONLY/);
      await demote();
      const clean = call(manager, 'clean');
      await refused;
      await redis.command('REPLICAOF', 'NO', 'ONE');
      assert.deepEqual(await clean, [null]);
    });
    assert.deepEqual(await redis.command('KEYS', '*'), []);
  });
});
