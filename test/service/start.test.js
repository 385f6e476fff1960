'use strict';

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { call, create, exact, assertRefused, turns, started } = require('./helpers');

describe('the state of the service', () => {
  it('before start every call answers invalid state', () => assertRefused(create(new MemoryManager())));

  it('so it does until start has called back, cleaning included', async () => {
    const manager = new MemoryManager();
    const service = create(manager, { cleanOnStartUp: true });
    let finishStart, finishClean;
    manager.start = (cb) => (finishStart = cb);
    manager.clean = (cb) => (finishClean = cb);
    const start = call(service, 'start');
    await assertRefused(service);
    finishStart(null);
    await turns(2);
    await assertRefused(service);
    finishClean(null);
    const early = call(service, 'add', 'n', 'u', 'c1');
    assert.deepEqual(await start, [null]);
    assert.equal((await early)[0].code, 'ESTATE');
    assert.deepEqual(await call(service, 'add', 'n', 'u', 'c1'), [null]);
  });

  it('calls are accepted from within the callback of start', async () => {
    const service = create(new MemoryManager('sync'));
    const got = await new Promise((resolve) => service.start(() => service.add('n', 'u', 'c1', (...args) => resolve(args))));
    assert.deepEqual(got, [null]);
  });

  it('after stop every call answers invalid state, from the call of stop on', async () => {
    for (const manager of [new MemoryManager(), exact()]) {
      const service = await started(new FakeApp(['c1']), manager);
      const stop = call(service, 'stop', false);
      await assertRefused(service);
      await stop;
      await assertRefused(service);
      await assertRefused(service, [['start']]);
    }
  });

  it('a start of a started service answers invalid state', async () => {
    const manager = new MemoryManager();
    const service = create(manager);
    assert.deepEqual(await call(service, 'start'), [null]);
    await assertRefused(service, [['start']]);
    assert.deepEqual(await call(service, 'add', 'n', 'u', 'c1'), [null]);
    assert.equal(manager.count('start'), 1);
  });

  it('a refused call calls back on the next turn', async () => {
    const service = create(new MemoryManager());
    const order = [];
    service.add('n', 'u', 's', () => order.push('refused'));
    order.push('returned');
    await turns(1);
    assert.deepEqual(order, ['returned', 'refused']);
  });
});

describe('start', () => {
  for (const how of ['fails', 'throws', 'rejects']) {
    it(`gives the error of a manager that ${how}, and may be called again`, async () => {
      const manager = new MemoryManager({ start: how });
      const service = create(manager, { cleanOnStartUp: true });
      assert.deepEqual(await call(service, 'start'), [manager.failure]);
      assert.equal(manager.count('clean'), 0);
      await assertRefused(service);
      manager.how.start = 'async';
      assert.deepEqual(await call(service, 'start'), [null]);
      assert.equal(manager.count('clean'), 1);
    });
  }

  it('cleans once before it calls back, and only when asked to', async () => {
    const manager = new MemoryManager();
    await started(new FakeApp(), manager, { cleanOnStartUp: true });
    assert.deepEqual(manager.calls.map(([method]) => method), ['start', 'clean']);
    const other = new MemoryManager();
    await started(new FakeApp(), other);
    assert.equal(other.count('clean'), 0);
  });

  it('calls back as clean does', async () => {
    const manager = new MemoryManager();
    manager.clean = (cb) => cb();
    assert.deepEqual(await call(create(manager, { cleanOnStartUp: true }), 'start'), [undefined]);
  });

  it('fails when cleaning fails; the manager is stopped, and start may be called again', async () => {
    const manager = new MemoryManager({ clean: 'fails' });
    const service = create(manager, { cleanOnStartUp: true });
    assert.deepEqual(await call(service, 'start'), [manager.failure]);
    assert.deepEqual(manager.calls.at(-1), ['stop', true]);
    await assertRefused(service);
    manager.how.clean = 'async';
    assert.deepEqual(await call(service, 'start'), [null]);
  });

  it('says clearly that a manager cannot clean, without starting it', async () => {
    const manager = new MemoryManager();
    manager.clean = undefined;
    const [err] = await call(create(manager, { cleanOnStartUp: true }), 'start');
    assert.equal(err.code, 'EINVAL');
    assert.match(err.message, /cleanOnStartUp.*clean/);
    assert.equal(manager.calls.length, 0);
  });

  it('names a pushTimeout that makes no sense, and leaves other options to the Redis manager', async () => {
    const [err] = await call(create(new MemoryManager(), { pushTimeout: 'soon' }), 'start');
    assert.equal(err.code, 'EINVAL');
    assert.match(err.message, /pushTimeout.*"soon"/);
    assert.deepEqual(await call(create(new MemoryManager(), { port: 'abc', db: {} }), 'start'), [null]);
  });
});
