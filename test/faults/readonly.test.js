'use strict';

// A server that refuses writes for now, as a replica does until it is promoted.

const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const { freePort } = require('../support/redis');
const { withFaults, timed, failing, fine, call, logged } = require('./helpers');

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
        const { ms, value } = await timed(() => fine(manager, 'getMembersBySid', 'n', 'c1'));
        assert.deepEqual(value, ['first']);
        assert.ok(ms < 300, `a read took ${ms} ms`);
        await sleep(20);
      }
      assert.deepEqual(order, []);
      await redis.command('REPLICAOF', 'NO', 'ONE');
      const { ms } = await timed(() => writes);
      assert.ok(ms < 2000, `writes took ${ms} ms`);
      assert.deepEqual(order, [['add', 'u', null], ['leave', 'u', null], ['add', 'v', null], ['leave', 'first', null]]);
    });
    assert.deepEqual(await fine(manager, 'getMembersBySid', 'n', 'c1'), ['v']);
  });

  it('a write fails at its deadline with what Redis said, one that was never sent too', async () => {
    const manager = await on.started({ port: redis.port, commandTimeout: 400 });
    await logged(async () => {
      await demote();
      const { ms, value: errors } = await timed(() => Promise.all(['add', 'leave'].map((method) => failing(manager, method, 'n', 'u', 'c1'))
        .concat(failing(manager, 'destroyChannel', 'n'), sleep(200).then(() => failing(manager, 'add', 'n', 'behind', 'c1')))));
      for (const err of errors) {
        assert.deepEqual([err.code, err.reply], ['EREPLY', 'READONLY']);
        assert.match(err.message, /^READONLY You can't write/);
      }
      // Those behind the first were sent with it, and what became of them nobody has read.
      assert.equal(errors[0].maybeExecuted, undefined);
      assert.ok(ms >= 590 && ms < 1500, `took ${ms} ms`);
      await redis.command('REPLICAOF', 'NO', 'ONE');
      await fine(manager, 'add', 'n', 'late', 'c1');
    });
    assert.deepEqual(await fine(manager, 'getMembersBySid', 'n', 'c1'), ['late']);
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
    for (const [force, least, most] of [[true, 0, 500], [false, 900, 1700]]) {
      const manager = await on.started({ port: redis.port });
      await logged(async () => {
        await demote();
        const write = failing(manager, 'add', 'n', 'u', 'c1');
        await sleep(200);
        const { ms } = await timed(() => call(manager, 'stop', force));
        assert.ok(ms >= least && ms < most, `stop(${force}) took ${ms} ms`);
        assert.equal((await write).code, 'ESTOPPED');
      });
      await redis.command('REPLICAOF', 'NO', 'ONE');
    }
  });

  it('cleaning waits, too', async () => {
    const manager = await on.started({ port: redis.port });
    await fine(manager, 'add', 'n', 'u', 'c1');
    await logged(async () => {
      await demote();
      const clean = call(manager, 'clean');
      await sleep(200);
      await redis.command('REPLICAOF', 'NO', 'ONE');
      assert.deepEqual(await clean, [null]);
    });
    assert.deepEqual(await redis.command('KEYS', '*'), []);
  });
});
