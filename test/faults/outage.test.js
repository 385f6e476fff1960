'use strict';

// Redis away, half away, or slow, while a service runs.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { setTimeout: sleep } = require('node:timers/promises');
const { timed, until } = require('../support/patience');
const { turns } = require('../service/helpers');
const { withFaults, idle, attemptsWithin, pauses, told, failing, atLast, call, logged } = require('./helpers');

describe('an outage', () => {
  const on = withFaults();

  it('without end: every call answers in time, memory and processor are spared, the log too', async () => {
    const redis = await on.server();
    const manager = await on.started({ port: redis.port, commandTimeout: 500 });
    const name = 'n'.repeat(16000);
    const asked = 2000;
    /** Calls that nobody answers: which failed for another reason, in another order, or early. */
    const ask = () => new Promise((resolve) => {
      const began = performance.now();
      const wrong = [];
      let failed = 0;
      for (let i = 0; i < asked; i++) {
        manager.add(name, i, 'c1', (err) => {
          if (err?.code !== 'ETIMEDOUT' || i !== failed || performance.now() - began < 499) wrong.push(`${i}: ${err}`);
          if (++failed === asked) resolve(wrong);
        });
      }
    });
    const lines = await logged(async () => {
      await redis.kill();
      let before = 0;
      for (let round = 0; round < 5; round++) {
        const { ms, value } = await timed(ask);
        assert.deepEqual(value.slice(0, 3), []);
        assert.ok(ms < 1000, `took ${ms} ms`);
        if (round === 1) before = process.memoryUsage().rss;
      }
      const grown = process.memoryUsage().rss - before;
      // Three rounds later. One round's requests may stay with malloc; the sanitizer keeps all that was freed.
      if (!process.env.ASAN_OPTIONS) assert.ok(grown < asked * name.length * 1.5, `${grown} bytes of 3 * ${asked * name.length}`);
      await idle(async () => {
        const { ms, value: err } = await timed(() => failing(manager, 'getMembersBySid', 'n', 'c1'));
        assert.match(err.message, new RegExp(`no answer from Redis at 127\\.0\\.0\\.1:${redis.port} within 500 ms; .*ECONNREFUSED`));
        assert.equal(err.maybeExecuted, undefined);
        assert.ok(ms < 1000, `took ${ms} ms`);
      });
    });
    assert.ok(lines.length >= 2 && lines.length <= 10, `${lines.length} lines`);
  });

  it('is over: what waited is done, and a line says so', async () => {
    const redis = await on.server();
    const manager = await on.started({ port: redis.port });
    const lines = await logged(async () => {
      await redis.kill();
      const add = call(manager, 'add', 'n', 'u', 'c1');
      await sleep(800);
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
      const { ms, took, value: err } = await timed(() => failing(manager, 'add', 'n', 'u', 'c1'));
      assert.deepEqual([err.code, err.maybeExecuted], ['ETIMEDOUT', true]);
      assert.ok(took >= 299 && ms < 600, `took ${ms} of ${took} ms`);
      proxy.paused.down = false;
      await atLast(manager, 'leave', 'n', 'u', 'c1');
      assert.ok(proxy.accepted >= 2, `${proxy.accepted} connections`);
      proxy.resume('down');
    });
    assert.deepEqual(await on.members('n', 'c1'), []);
  });

  it('with enable_offline_queue off: calls fail at once', async () => {
    const proxy = await on.proxy();
    const manager = await on.started({ port: proxy.port, enable_offline_queue: false });
    await logged(async () => {
      const lost = told(/lost the connection/);
      await proxy.refuse();
      proxy.cut();
      await lost;
      const codes = [];
      manager.add('n', 'u', 'c1', (err) => codes.push(err.code));
      await turns(2);
      assert.deepEqual(codes, ['ECONNLOST']);
      await proxy.admit();
      await until(async () => (await call(manager, 'add', 'n', 'u', 'c1'))[0] === null);
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
    let gone;
    const lines = await logged(async () => {
      await on.started({ port: peer.port });
      const { took } = await timed(() => idle(() => until(() => peer.accepted === 5)));
      gone = took;
    });
    assert.ok(peer.accepted <= attemptsWithin(gone), `${peer.accepted} connections in ${gone} ms`);
    const told = pauses(lines);
    // One line for each loss, and each pause longer than the one before.
    assert.ok(told.length >= 4 && told.length <= 5, told.join(' '));
    assert.ok(told.every((ms, i) => i === 0 || ms > told[i - 1]), told.join(' '));
    assert.ok(lines.length <= 2 * peer.accepted, `${lines.length} lines`);
  });

  it('with a delay of 150 ms each way is none: the order holds, nothing times out', async () => {
    const proxy = await on.proxy();
    proxy.latency(150);
    // One after the other they would take twice as long.
    const manager = await on.started({ port: proxy.port, commandTimeout: 6000 });
    const order = [];
    const calls = [];
    for (let i = 0; i < 20; i++, await sleep(10)) {
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

  /** Also until Redis has answered what it was sent: its answer to a later question has been there. */
  function hold(ms) {
    const end = performance.now() + ms;
    execFileSync('redis-cli', ['-s', on.redis.path, 'PING'], { env: { ...process.env, LD_PRELOAD: '' } });
    while (performance.now() < end);
  }

  it('finds the answers that wait in the socket', async () => {
    const manager = await on.started({ commandTimeout: 100 });
    const calls = Array.from({ length: 50 }, (_, i) => call(manager, 'add', 'n', i, 'c1'));
    await turns(2);
    hold(400);
    for (const outcome of await Promise.all(calls)) assert.deepEqual(outcome, [null]);
  });

  it('also when it is held up in the turn of the call', async () => {
    const manager = await on.started({ commandTimeout: 100 });
    const add = call(manager, 'add', 'n', 'u', 'c1');
    // The call is written after that, and has as long as the loop was late.
    hold(1000);
    assert.deepEqual(await add, [null]);
  });

  it('also when it is held up in every turn', async () => {
    const manager = await on.started({ commandTimeout: 100 });
    const outcomes = [];
    let made = 0;
    while (outcomes.length < 8) {
      if (made < 8) manager.add('n', made++, 'c1', (err) => outcomes.push(err));
      hold(150);
      await turns(1);
    }
    assert.deepEqual(outcomes, Array(8).fill(null));
  });
});
