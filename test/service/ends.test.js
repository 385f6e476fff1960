'use strict';

// An answered call is over: for whoever follows async resources, and for the domain that it was made in.

const assert = require('node:assert/strict');
const path = require('node:path');
const { createHook } = require('node:async_hooks');
const { runNode } = require('../support/child');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { startRedis } = require('../support/redis');
const { CALLS, call, turns, create, exact, started } = require('./helpers');

const KINDS = {
  'a custom manager': () => new MemoryManager(),
  'one that calls back at once': () => new MemoryManager('sync'),
  'one that calls back twice': () => new MemoryManager('twice'),
  'one that fails': () => new MemoryManager({ start: 'async', all: 'fails' }),
  'one that throws': () => new MemoryManager({ start: 'async', all: 'throws' }),
  'an exact one': () => exact(),
  'that of Redis': () => undefined,
};
const RPCS = [(sid, message, cb) => cb(null, []), (sid, message, cb) => setImmediate(cb, null, [])];

/**
 * The async resources, by type, that are made while `run` runs and not destroyed. Promises are left out: they are when
 * garbage is collected.
 */
async function leftBehind(run) {
  const open = new Map();
  const hook = createHook({ init: (id, type) => open.set(id, type), destroy: (id) => open.delete(id) }).enable();
  await run();
  await turns(5);
  hook.disable();
  const types = {};
  for (const type of open.values()) types[type] = (types[type] || 0) + 1;
  delete types.PROMISE;
  return types;
}

/** Calls every method so often at once; resolves when all have called back. */
function callAll(service, often) {
  return new Promise((resolve) => {
    let open = often * CALLS.length;
    const done = () => --open === 0 && resolve();
    for (let i = 0; i < often; i++) for (const [method, ...args] of CALLS) service[method](...args, done);
  });
}

let redis;
function withRedis() {
  before(async () => { redis = await startRedis(); });
  after(() => redis.stop());
}

describe('an answered call is over', () => {
  withRedis();

  for (const [kind, makeManager] of Object.entries(KINDS)) {
    it(`for async_hooks: 20,000 leave nothing behind (${kind})`, async function () {
      this.timeout(60000);
      const app = new FakeApp(['c1', 'c2']);
      const manager = makeManager();
      const service = await started(app, manager, { port: redis.port });
      for (const sid of ['c1', 'c2']) await call(service, 'add', 'n', 'u', sid);
      const types = await leftBehind(async () => {
        for (let i = 0; i < 2; i++) {
          app.rpc = RPCS[i % 2];
          await callAll(service, Math.ceil(10000 / CALLS.length));
          app.sent.length = 0;
          if (manager) manager.calls.length = 0;
        }
      });
      assert.equal(types.GlobalChannelCall, undefined);
      assert.ok((types.Immediate || 0) < 10, JSON.stringify(types));
      await call(service, 'stop', true);
    });
  }

  it('for async_hooks, when promises were asked for', async () => {
    const manager = new MemoryManager();
    const service = await started(new FakeApp(['c1', 'c2']), manager);
    const types = await leftBehind(async () => {
      for (let i = 0; i < 100; i++) {
        await Promise.all([...CALLS, ...CALLS, ...CALLS].map(([method, ...args]) => service[method](...args)));
      }
    });
    assert.equal(types.GlobalChannelCall, undefined);
    assert.ok((types.Immediate || 0) < 10, JSON.stringify(types));
  });

  it('so are those that are refused or stopped, and starts and stops', async () => {
    const types = await leftBehind(async () => {
      for (let i = 0; i < 500; i++) {
        const service = create(new MemoryManager({ all: 'async', add: 'never' }));
        await callAll(service, 1);
        await Promise.all([1, 2].map(() => new Promise((resolve) => service.start(resolve))));
        service.add('n', 'u', 'c1', () => {});
        await new Promise((resolve) => service.stop(true, resolve));
      }
    });
    assert.equal(types.GlobalChannelCall, undefined);
    assert.ok((types.Immediate || 0) < 10, JSON.stringify(types));
  });
});

describe('an exception in a callback inside domain.run', () => {
  withRedis();

  for (const kind of ['async', 'sync', 'exact', 'redis']) {
    for (const addon of kind === 'redis' ? ['addon'] : ['addon', 'none']) {
      it(`reaches that domain and nobody else, whatever was called (manager: ${kind}, addon: ${addon})`, async () => {
        const { messages, output } = await runNode(path.join(__dirname, 'inDomain.js'), [kind, addon, redis.port]);
        const methods = CALLS.map(([method]) => method);
        const expected = ['start', ...methods, ...methods, 'pushMessage', 'stop', 'add'].map((method) => [method, 1, 0]);
        assert.deepEqual(messages[0]?.sort(), expected.sort(), output);
      });
    }
  }
});
