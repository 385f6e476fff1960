'use strict';

// Faults that last for seconds.

const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const { timed } = require('../support/patience');
const { withFaults, idle, misplaced, fine, call, logged } = require('./helpers');

describe('for seconds', () => {
  const on = withFaults();

  it('an outage of 5 s: back within 2 s, and what was asked in the last seconds is done', async () => {
    const redis = await on.server();
    const manager = await on.started({ port: redis.port });
    const lines = await logged(async () => {
      await redis.kill();
      await sleep(2000);
      const calls = Array.from({ length: 100 }, (_, i) => call(manager, 'add', 'n', i, 'c1'));
      await idle(() => sleep(3000));
      await on.server({ port: redis.port });
      const { ms } = await timed(() => Promise.all(calls));
      assert.ok(ms < 2000, `took ${ms} ms`);
      for (const outcome of await Promise.all(calls)) assert.deepEqual(outcome, [null]);
    });
    assert.ok(lines.length <= 6, `${lines.length} lines`);
    // Pauses grow to three quarters of a second at least.
    const [, seconds, attempts] = /is back after (\S+) s and (\d+) failed attempts/.exec(lines.at(-1).text);
    assert.ok(Number(attempts) <= 6 + Number(seconds) / 0.74, lines.at(-1).text);
  });

  it('an outage of 15 s: every call answers after 5 s', async () => {
    const redis = await on.server();
    const manager = await on.started({ port: redis.port, commandTimeout: 5000 });
    const lines = await logged(async () => {
      await redis.kill();
      const calls = [];
      for (let i = 0; i < 100; i++, await sleep(150)) calls.push(timed(() => call(manager, 'add', 'n', i, 'c1')));
      await on.server({ port: redis.port });
      const { ms } = await timed(() => call(manager, 'add', 'n', 'last', 'c1'));
      assert.ok(ms < 2000, `took ${ms} ms`);
      for (const { ms, took, value: [err] } of await Promise.all(calls)) {
        assert.ok(ms < 5500 && (!err || (err.code === 'ETIMEDOUT' && took >= 4999)), `${err} after ${ms} of ${took} ms`);
      }
    });
    assert.ok(lines.length <= 6, `${lines.length} lines`);
  });

  it('a server frozen for 3 s: a delay', async () => {
    const redis = await on.server();
    const proxy = await on.proxy(redis);
    const manager = await on.started({ port: proxy.port });
    redis.freeze();
    const calls = Array.from({ length: 100 }, (_, i) => call(manager, i % 2 ? 'leave' : 'add', 'n', 'u', 'c1'));
    await sleep(3000);
    redis.thaw();
    for (const outcome of await Promise.all(calls)) assert.deepEqual(outcome, [null]);
    assert.deepEqual(await fine(manager, 'getMembersBySid', 'n', 'c1'), []);
    assert.equal(proxy.accepted, 1);
  });

  it('a latency of 1.5 s: the order holds, nothing times out', async () => {
    const proxy = await on.proxy();
    proxy.latency(750);
    const manager = await on.started({ port: proxy.port });
    const order = [];
    const calls = [];
    for (let i = 0; i < 200; i++, await sleep(10)) calls.push(call(manager, 'add', 'n', i, 'c1').then(([err]) => order.push(err || i)));
    await Promise.all(calls);
    assert.equal(misplaced(order, 200), -1);
    assert.equal(proxy.accepted, 1);
  });
});
