'use strict';

const assert = require('node:assert/strict');
const { LIMIT, timed, until } = require('../support/patience');
const { startRedis } = require('../support/redis');
const { call, turns, atOnce, logged } = require('../service/helpers');
const { onRedis } = require('./helpers');

describe('the queue of the Redis manager', () => {
  const on = onRedis();

  /** Makes n calls in one turn; gives what each got. */
  const adds = (manager, n, uid = 'u') => Promise.all(Array.from({ length: n }, (_, i) => call(manager, 'add', 'n', uid + i, 'c1')));
  const codes = (got) => got.map(([err]) => err && err.code);

  it('refuses calls beyond maxQueue, and takes calls again when there is room', async () => {
    const manager = await on.started({ maxQueue: 3 });
    assert.deepEqual(codes(await adds(manager, 5)), [null, null, null, 'EQUEUEFULL', 'EQUEUEFULL']);
    assert.equal(await on.redis.command('SCARD', 'POMELO:CHANNEL:n:c1'), 3);
    assert.deepEqual(codes(await adds(manager, 3)), [null, null, null]);
  });

  it('counts a question to many frontends as one call', async () => {
    const manager = await on.started({ maxQueue: 2 });
    const got = await Promise.all([0, 1, 2].map(() => call(manager, 'getMembers', 'n', Array.from({ length: 50 }, (_, i) => `c${i}`))));
    assert.deepEqual(codes(got), [null, null, 'EQUEUEFULL']);
  });

  it('refuses calls beyond maxQueueBytes, and names both limits', async () => {
    const manager = await on.started({ maxQueueBytes: 6000 });
    const got = await adds(manager, 4, 'u'.repeat(1500));
    assert.deepEqual(codes(got), [null, null, null, 'EQUEUEFULL']);
    assert.match(got[3][0].message, /maxQueue\b.*maxQueueBytes/);
    assert.match(got[3][0].message, /6000/);
    assert.deepEqual(codes(await adds(manager, 1, 'u'.repeat(7000))), ['EQUEUEFULL']);
  });

  const phases = {
    'a timer': (run) => setTimeout(run, 1),
    'an immediate': (run) => setImmediate(run),
    'an answer': (run, manager) => manager.getMembersBySid('n', 'c1', run),
  };
  for (const [phase, enter] of Object.entries(phases)) {
    it(`refused calls call back ahead of the others, made in ${phase}`, async () => {
      const manager = await on.started({ maxQueue: 1 });
      for (let i = 0; i < 100; i++) {
        const order = [];
        await new Promise((resolve) => enter(() => {
          const note = (name) => order.push(name) === 2 && resolve();
          manager.add('n', 'u', 'c1', () => note('taken'));
          manager.add('n', 'v', 'c1', () => note('refused'));
        }, manager));
        assert.deepEqual(order, ['refused', 'taken']);
      }
    });
  }

  it('refuses each with an error of its own, and leaves stacks of others alone', async () => {
    const manager = await on.started({ maxQueue: 1 });
    const { stackTraceLimit } = Error;
    const errors = (await adds(manager, 1001)).slice(1).map(([err]) => err);
    assert.equal(Error.stackTraceLimit, stackTraceLimit);
    assert.equal(new Set(errors).size, 1000);
    for (const err of errors) assert.equal(err.stack, `Error: ${err.message}`);
  });

  it('calls back those that it refuses in one turn, in their order', async () => {
    const manager = await on.started({ maxQueue: 1 });
    const got = [];
    let over = false;
    await new Promise((resolve) => {
      for (let i = 0; i < 1000; i++) manager.add('n', 'u', 'c1', (err) => err && got.push(i));
      manager.getMembers('n', [], () => got.push('empty'));
      manager.add('n', {}, 'c1', () => {
        got.push('wrong');
        manager.add('n', {}, 'c1', () => resolve(assert.ok(over))); // made in this turn, called in the next
      });
      setImmediate(() => (over = true));
    });
    assert.deepEqual(got, [...Array(1000).keys()].slice(1).concat(/** @type {any[]} */ (['empty', 'wrong'])));
  });

  /** Ends a Redis, and waits until each of its managers has found nobody there. */
  async function lose(redis, managers = 1) {
    await logged(async (lines) => {
      await redis.kill();
      await until(() => lines.filter(({ text }) => text.includes('ECONNREFUSED')).length === managers);
    });
  }

  it('with enable_offline_queue false, calls fail at once while Redis is away', async () => {
    const own = await startRedis();
    const manager = await on.started({ port: own.port, enable_offline_queue: false });
    await lose(own);
    const [err] = await atOnce(call(manager, 'add', 'n', 'u', 'c1'));
    assert.equal(err.code, 'ECONNLOST');
    assert.match(err.message, /enable_offline_queue/);
    await own.stop();
  });

  it('without it they wait for Redis, and time out with the reason when it does not come', async () => {
    const own = await startRedis();
    const manager = await on.started({ port: own.port, commandTimeout: 400 });
    const patient = await on.started({ port: own.port, commandTimeout: LIMIT });
    await lose(own, 2);
    const waiting = call(patient, 'add', 'n', 'v', 'c1');
    const { value: [err], ms, took } = await timed(() => call(manager, 'add', 'n', 'u', 'c1'));
    assert.equal(err.code, 'ETIMEDOUT');
    assert.match(err.message, new RegExp(`127\\.0\\.0\\.1:${own.port}.*400 ms.*ECONNREFUSED`));
    assert.ok(took >= 398 && ms < 1000, `took ${took} ms, net ${ms} ms`);
    const back = await startRedis({ port: own.port });
    assert.deepEqual(await waiting, [null]);
    await until(async () => (await call(manager, 'add', 'n', 'u', 'c1'))[0] === null);
    assert.deepEqual((await back.command('SMEMBERS', 'POMELO:CHANNEL:n:c1')).sort(), ['u', 'v']);
    await back.stop();
    await own.stop();
  });
});

describe('stop of the Redis manager', () => {
  const on = onRedis();
  afterEach(() => on.redis.thaw());

  const CALLS = [['add', 'n', 'u', 'c1'], ['leave', 'n', 'v', 'c1'], ['getMembersBySid', 'n', 'c1'],
    ['getMembers', 'n', ['c1', 'c2']], ['destroyChannel', 'n'], ['clean']];

  /** Notes in which order calls and stop call back, and with which code. */
  function pendingAndStop(manager, force) {
    const order = [];
    for (const [method, ...args] of CALLS) manager[method](...args, (err) => order.push([method, err ? err.code : null]));
    return new Promise((resolve) => manager.stop(force, (...got) => {
      order.push(['stop', ...got]);
      turns(5).then(() => resolve(order));
    }));
  }

  for (const force of [true, false]) {
    it(`(${force}) fails what a silent Redis has not answered ${force ? 'at once' : 'after a second'}, each once and in order`, async () => {
      const manager = await on.started();
      on.redis.freeze();
      const stopping = () => pendingAndStop(manager, force);
      const { value: order, ms, took } = await timed(() => (force ? atOnce(stopping()) : stopping()));
      assert.deepEqual(order.map(([method, code]) => [method, code]), [...CALLS.map(([method]) => [method, 'ESTOPPED']), ['stop', undefined]]);
      if (!force) assert.ok(took >= 998 && ms < 1500, `took ${took} ms, net ${ms} ms`);
    });
  }

  it('says maybeExecuted of calls that were sent', async () => {
    const manager = await on.started();
    on.redis.freeze();
    const sent = call(manager, 'add', 'n', 'u', 'c1');
    await turns(2);
    const unsent = call(manager, 'add', 'n', 'v', 'c1');
    await call(manager, 'stop', true);
    assert.equal((await sent)[0].maybeExecuted, true);
    assert.ok(!('maybeExecuted' in (await unsent)[0]));
  });

  it('(false) lets calls finish', async () => {
    const manager = await on.started();
    on.redis.freeze();
    const stopping = pendingAndStop(manager, false);
    await turns(50);
    on.redis.thaw();
    const order = await stopping;
    const codes = Object.fromEntries(order);
    assert.deepEqual(codes, { add: null, leave: null, getMembersBySid: null, getMembers: null, destroyChannel: null, clean: null, stop: undefined });
    assert.equal(order.at(-1)[0], 'stop');
  });

  it('(true) hurries an earlier (false), and both call back', async () => {
    const manager = await on.started();
    on.redis.freeze();
    const add = call(manager, 'add', 'n', 'u', 'c1');
    await atOnce(Promise.all([call(manager, 'stop', false), call(manager, 'stop', true)]));
    assert.equal((await add)[0].code, 'ESTOPPED');
  });

  it('calls back without arguments before start, during it, and twice', async () => {
    const manager = on.manager();
    assert.deepEqual(await call(manager, 'stop', false), []);
    const start = call(manager, 'start');
    assert.deepEqual(await call(manager, 'stop', false), []);
    assert.equal((await start)[0].code, 'ESTOPPED');
    assert.deepEqual(await call(manager, 'stop', true), []);
  });

  it('every call after it answers invalid state', async () => {
    const manager = await on.started();
    await call(manager, 'stop', true);
    for (const [method, ...args] of CALLS) {
      const [err] = await call(manager, method, ...args);
      assert.deepEqual([err.message, err.code], ['invalid state', 'ESTATE'], method);
    }
  });

  it('while Redis is away calls back at once; what waited is told', async () => {
    const own = await startRedis();
    const manager = await on.started({ port: own.port });
    await own.kill();
    const add = call(manager, 'add', 'n', 'u', 'c1');
    await atOnce(call(manager, 'stop', true));
    assert.equal((await add)[0].code, 'ESTOPPED');
    await own.stop();
  });
});
