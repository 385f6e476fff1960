'use strict';

// Redis away, half away, or slow, while a service runs.

const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const { withFaults, timed, cpuShare, fine, failing, until, call, logged } = require('./helpers');

describe('an outage', () => {
  const on = withFaults();

  it('without end: every call answers in time, memory and processor are spared, the log too', async () => {
    const redis = await on.server();
    const manager = await on.started({ port: redis.port, commandTimeout: 400, maxQueue: 5000 });
    const lines = await logged(async () => {
      await redis.kill();
      const name = 'n'.repeat(16000);
      const before = process.memoryUsage().rss;
      const late = [];
      const codes = new Map();
      const count = (began, err) => {
        if (performance.now() - began > 700) late.push(performance.now() - began);
        codes.set(err.code, (codes.get(err.code) || 0) + 1);
      };
      const share = await cpuShare(async () => {
        for (const end = performance.now() + 2500; performance.now() < end; await sleep(20)) {
          for (let i = 0; i < 50; i++) {
            const began = performance.now();
            manager.add(name, i, 'c1', (err) => count(began, err));
          }
        }
      });
      await until(() => [...codes.values()].reduce((a, b) => a + b) % 50 === 0 && manager._connection.session.pending === 0);
      assert.deepEqual(late, []);
      assert.deepEqual([...codes.keys()], ['ETIMEDOUT']);
      assert.ok(share < 0.3, `${share} of a processor`);
      const grown = process.memoryUsage().rss - before;
      // The sanitizer keeps what was freed.
      if (!process.env.ASAN_OPTIONS) assert.ok(grown < 50e6, `${grown} bytes`);
      const err = await failing(manager, 'getMembersBySid', 'n', 'c1');
      assert.match(err.message, new RegExp(`no answer from Redis at 127\\.0\\.0\\.1:${redis.port} within 400 ms; .*ECONNREFUSED`));
      assert.equal(err.maybeExecuted, undefined);
    });
    assert.ok(lines.length >= 2 && lines.length <= 10, `${lines.length} lines`);
  });

  it('is over: what waited is done, and a line says so', async () => {
    const redis = await on.server();
    const manager = await on.started({ port: redis.port });
    const lines = await logged(async () => {
      await redis.kill();
      const add = call(manager, 'add', 'n', 'u', 'c1');
      await sleep(1500);
      const again = await on.server({ port: redis.port });
      const { ms } = await timed(() => add);
      assert.ok(ms < 2000, `took ${ms} ms`);
      assert.deepEqual(await add, [null]);
      assert.deepEqual(await again.command('SMEMBERS', 'POMELO:CHANNEL:n:c1'), ['u']);
    });
    assert.match(lines[lines.length - 1].text, /is back after \d+\.\d s and \d+ failed attempts/);
  });

  it('of the network that nobody tells of: ETIMEDOUT in time, and a new connection', async () => {
    const proxy = await on.proxy();
    const manager = await on.started({ port: proxy.port, commandTimeout: 300 });
    await logged(async () => {
      proxy.pause('down');
      const { ms, value: err } = await timed(() => failing(manager, 'add', 'n', 'u', 'c1'));
      assert.deepEqual([err.code, err.maybeExecuted], ['ETIMEDOUT', true]);
      assert.ok(ms >= 295 && ms < 600, `took ${ms} ms`);
      proxy.paused.down = false;
      await fine(manager, 'leave', 'n', 'u', 'c1');
      assert.equal(proxy.accepted, 2);
      proxy.resume('down');
    });
    assert.deepEqual(await on.members('n', 'c1'), []);
  });

  it('with enable_offline_queue off: calls fail at once', async () => {
    const proxy = await on.proxy();
    const manager = await on.started({ port: proxy.port, enable_offline_queue: false });
    await logged(async () => {
      await proxy.refuse();
      proxy.cut();
      await sleep(50);
      const { ms, value: err } = await timed(() => failing(manager, 'add', 'n', 'u', 'c1'));
      assert.equal(err.code, 'ECONNLOST');
      assert.ok(ms < 50);
      await proxy.admit();
      await until(async () => (await call(manager, 'add', 'n', 'u', 'c1'))[0] === null, 2000);
    });
  });

  it('by a full queue: EQUEUEFULL at once, and all that was taken is done', async () => {
    const proxy = await on.proxy();
    const manager = await on.started({ port: proxy.port, maxQueue: 100 });
    proxy.pause('up');
    const taken = Array.from({ length: 100 }, (_, i) => call(manager, 'add', 'n', i, 'c1'));
    for (let i = 0; i < 10; i++) {
      const err = await failing(manager, 'add', 'n', `more${i}`, 'c1');
      assert.equal(err.code, 'EQUEUEFULL');
      assert.equal(err.maybeExecuted, undefined);
    }
    proxy.resume('up');
    for (const outcome of await Promise.all(taken)) assert.deepEqual(outcome, [null]);
    assert.equal((await on.members('n', 'c1')).length, 100);
  });

  it('that comes back each time a connection was greeted: no busy loop, and the log is spared', async () => {
    const peer = await on.peer(([name], socket) => {
      if (name === 'PING') setTimeout(() => socket.end(), 1);
      return undefined;
    });
    const lines = await logged(async () => {
      await on.started({ port: peer.port });
      const share = await cpuShare(() => sleep(1500));
      assert.ok(share < 0.3, `${share} of a processor`);
    });
    assert.ok(peer.accepted > 3 && peer.accepted <= 8, `${peer.accepted} connections`);
    assert.ok(lines.length <= 2 * peer.accepted, `${lines.length} lines`);
  });

  it('with a delay of 400 ms each way is none: the order holds, nothing times out', async () => {
    const proxy = await on.proxy();
    proxy.latency(400);
    const manager = await on.started({ port: proxy.port, commandTimeout: 1200 });
    const order = [];
    const calls = [];
    for (let i = 0; i < 20; i++, await sleep(25)) {
      calls.push(call(manager, i % 2 ? 'leave' : 'add', 'n', 'u', 'c1').then(([err]) => order.push(err || i)));
      calls.push(call(manager, 'getMembersBySid', 'n', 'c1').then(([err, uids]) => assert.deepEqual(err || uids, i % 2 ? [] : ['u'])));
    }
    await Promise.all(calls);
    assert.deepEqual(order, [...Array(20).keys()]);
    assert.equal(proxy.accepted, 1);
  });
});

describe('a loop that is held up for longer than commandTimeout', () => {
  const on = withFaults();

  const hold = (ms) => {
    for (const end = performance.now() + ms; performance.now() < end;);
  };

  it('finds the answers that wait in the socket', async () => {
    const manager = await on.started({ commandTimeout: 100 });
    const calls = Array.from({ length: 50 }, (_, i) => call(manager, 'add', 'n', i, 'c1'));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    hold(400);
    for (const outcome of await Promise.all(calls)) assert.deepEqual(outcome, [null]);
  });

  it('also when it is held up in the turn of the call', async () => {
    const manager = await on.started({ commandTimeout: 100 });
    const add = call(manager, 'add', 'n', 'u', 'c1');
    hold(400);
    assert.deepEqual(await add, [null]);
  });

  it('also when it is held up in every turn', async () => {
    const manager = await on.started({ commandTimeout: 100 });
    const outcomes = [];
    for (let i = 0; i < 8; i++) {
      outcomes.push(call(manager, 'add', 'n', i, 'c1'));
      hold(150);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const outcome of await Promise.all(outcomes)) assert.deepEqual(outcome, [null]);
  });
});
