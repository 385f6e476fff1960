'use strict';

// What Node knows of a call: it is over for async_hooks once it was answered, and belongs to its caller's domain.

const assert = require('node:assert/strict');
const domain = require('node:domain');
const { createHook } = require('node:async_hooks');
const { turns, uncaught } = require('../service/helpers');
const { until } = require('../support/patience');
const { onRedis } = require('./helpers');

const CALLS = [['add', 'n', 'u', 'c1'], ['leave', 'n', 'u', 'c1'], ['getMembersBySid', 'n', 'c1'], ['getMembers', 'n', ['c1', 'c2']],
  ['getMembers', 'n', []], ['destroyChannel', 'n'], ['clean'], ['add', 'n', {}, 'c1'], ['start'], ['stop', true], ['add', 'n', 'u', 'c1']];

/** The answer to one call, whatever it is. */
const answer = (manager, [method, ...args]) => new Promise((resolve) => manager[method](...args, resolve));

describe('async_hooks', () => {
  const on = onRedis();

  /** How many calls have begun while `run` ran, and how many of them have not ended. */
  async function callsOf(run) {
    const open = new Set();
    let begun = 0;
    const hook = createHook({
      init(id, type) {
        if (type === 'GlobalChannelCall') begun += open.add(id) && 1;
      },
      destroy: (id) => void open.delete(id),
    });
    hook.enable();
    await run();
    await turns(3);
    hook.disable();
    return { begun, open: open.size };
  }

  it('has no call left when 100,000 were answered or refused', async () => {
    const manager = await on.started({ maxQueue: 500 });
    const codes = {};
    const { begun, open } = await callsOf(async () => {
      for (let i = 0; i < 100; i++) {
        await Promise.all(Array.from({ length: 1000 }, async (_, j) => {
          const err = await answer(manager, CALLS[[0, 1, 2, 3, 7][j % 5]]);
          codes[err && err.code] = (codes[err && err.code] || 0) + 1;
        }));
      }
    });
    assert.deepEqual(codes, { null: 50000, EINVAL: 20000, EQUEUEFULL: 30000 });
    assert.ok(begun >= 100000, `${begun} calls`);
    assert.equal(open, 0);
  });

  it('has no call left of any kind, also of those that stop has failed', async () => {
    const { open } = await callsOf(async () => {
      const manager = on.manager();
      const start = answer(manager, ['start']);
      await answer(manager, ['start']);
      await start;
      await Promise.all(CALLS.map((one) => answer(manager, one)));
      const second = answer(manager, ['start']);
      await Promise.all([second, answer(manager, ['stop', true])]);
    });
    assert.equal(open, 0);
  });
});

describe('what a callback throws', () => {
  const on = onRedis();

  for (const [i, [method, ...args]] of CALLS.entries()) {
    it(`reaches the domain of the call: ${method} (${i})`, async () => {
      const manager = method === 'start' ? on.manager() : await on.started();
      const caught = [];
      const own = domain.create().on('error', (err) => caught.push(err.message));
      const elsewhere = await uncaught(async () => {
        own.run(() => manager[method](...args, () => { throw new Error(method); }));
        await until(() => caught.length > 0);
      });
      assert.deepEqual([caught, elsewhere], [[method], []]);
    });

    it(`reaches uncaughtException, once, without one: ${method} (${i})`, async () => {
      const manager = method === 'start' ? on.manager() : await on.started();
      const seen = await uncaught(async () => {
        await new Promise((resolve) => manager[method](...args, () => {
          setImmediate(resolve);
          throw new Error(method);
        }));
      });
      assert.deepEqual(seen.map((err) => err.message), [method]);
    });
  }

  it('reaches nobody else\'s domain, of calls that are refused in one turn', async () => {
    const manager = await on.started();
    const caught = [];
    const thrower = (name) => () => { throw new Error(name); };
    const [one, two] = ['one', 'two'].map((name) => domain.create().on('error', (err) => caught.push([name, err.message])));
    const seen = await uncaught(async () => {
      one.run(() => manager.add('n', {}, 'c1', () => {}));
      manager.add('n', {}, 'c1', thrower('in none'));
      two.run(() => manager.add('n', {}, 'c1', thrower('in two')));
      one.run(() => manager.add('n', {}, 'c1', thrower('in one')));
      await turns(3);
    });
    assert.deepEqual(caught, [['two', 'in two'], ['one', 'in one']]);
    assert.deepEqual(seen.map((err) => err.message), ['in none']);
  });
});
