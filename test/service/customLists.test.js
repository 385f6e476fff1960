'use strict';

// Lists where one name or one uid may stand, with a manager of one's own: it is asked one pair at a time.

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { call, started, turns } = require('./helpers');

const create = async (how) => {
  const manager = new MemoryManager({ start: 'async', stop: 'async', ...typeof how === 'string' ? { all: how } : how });
  const service = await started(new FakeApp(['c1']), manager);
  manager.calls.length = 0;
  return { manager, service };
};

describe('lists with a manager of one\'s own', () => {
  for (const how of ['async', 'sync', 'twice']) {
    it(`are asked pair by pair, names first, with one callback (${how})`, async () => {
      const { manager, service } = await create(how);
      for (const method of ['add', 'leave']) {
        manager.calls.length = 0;
        assert.deepEqual(await call(service, method, ['a', 'b'], ['u1', 2], 'c1'), [null]);
        assert.deepEqual(manager.calls, [['a', 'u1'], ['a', 2], ['b', 'u1'], ['b', 2]].map((pair) => [method, ...pair, 'c1']));
        assert.deepEqual(await call(service, method, 'a', ['u3'], 'c1'), [null]);
        assert.deepEqual(await call(service, method, ['c'], 'u3', 'c1'), [null]);
        assert.deepEqual(manager.calls.slice(4), [[method, 'a', 'u3', 'c1'], [method, 'c', 'u3', 'c1']]);
      }
      manager.calls.length = 0;
      assert.deepEqual(await call(service, 'destroyChannel', ['a', 'b']), [null]);
      assert.deepEqual(manager.calls, [['destroyChannel', 'a'], ['destroyChannel', 'b']]);
    });
  }

  it('that are empty are a success without a question', async () => {
    const { manager, service } = await create('fails');
    for (const args of [['add', [], 'u', 'c1'], ['leave', 'n', [], 'c1'], ['add', [], [], 'c1'], ['destroyChannel', []]]) {
      assert.deepEqual(await call(service, ...args), [null]);
    }
    assert.deepEqual(manager.calls, []);
  });

  it('fail with the first of the pairs that failed, when all have been tried', async () => {
    const { manager, service } = await create('async');
    const failures = { b: Object.assign(new Error('b fails'), { code: 'EREPLY', reply: 'OOM' }), c: new Error('c fails') };
    const { add } = manager;
    manager.add = (name, uid, sid, cb) => {
      const slow = () => cb(failures[name]);
      if (!failures[name]) add.call(manager, name, uid, sid, cb);
      else if (name === 'b') turns(3).then(slow);
      else slow();
    };
    const got = await call(service, 'add', ['a', 'b', 'c', 'd'], 'u', 'c1');
    assert.equal(got.length, 1);
    const [err] = got;
    assert.ok(err instanceof Error);
    assert.deepEqual([err.cause, err.code, err.reply, err.maybeExecuted], [failures.b, 'EREPLY', 'OOM', true]);
    assert.match(err.message, /2 of 4.*b fails/);
    assert.deepEqual(manager.calls.map(([, name]) => name), ['a', 'd']);
    const [other] = await call(service, 'add', ['c'], ['u'], 'c1');
    assert.deepEqual([other.cause, other.code, 'reply' in other], [failures.c, undefined, false]);
    await assert.rejects(service.add(['c'], 'u', 'c1'), { maybeExecuted: true });
  });

  for (const how of ['throws', 'rejects']) {
    it(`fail when it ${how}, once`, async () => {
      const { manager, service } = await create(how);
      for (const args of [['add', ['a', 'b'], 'u', 'c1'], ['destroyChannel', ['a', 'b']]]) {
        assert.equal((await call(service, ...args))[0].cause, manager.failure);
      }
    });
  }

  it('in lists, and as a sid, are EINVAL, and nobody is asked', async () => {
    const { manager, service } = await create('async');
    for (const [place, ...args] of [
      ['names[1]', 'add', ['a', ['b']], 'u', 'c1'], ['uids[0]', 'leave', 'n', [[]], 'c1'], ['sid', 'add', 'n', 'u', ['c1']],
      ['sid', 'add', ['n'], 'u', ['c1']], ['names[0]', 'destroyChannel', [['n']]],
    ]) {
      const [err] = await call(service, ...args);
      assert.ok(err.code === 'EINVAL' && err.message.startsWith(`${place}: `), err.message);
    }
    assert.deepEqual(manager.calls, []);
  });

  it('are read during the call', async () => {
    const { manager, service } = await create('async');
    const names = ['a'];
    const done = service.add(names, 'u', 'c1');
    names.push('b');
    await done;
    assert.deepEqual(manager.calls, [['add', 'a', 'u', 'c1']]);
  });

  it('are over at the stop, when it is silent', async () => {
    const { service } = await create('never');
    const add = call(service, 'add', ['a', 'b'], ['u', 'v'], 'c1');
    await turns(2);
    await call(service, 'stop', true);
    const [err] = await add;
    assert.deepEqual([err.code, err.maybeExecuted], ['ESTOPPED', true]);
  });
});
