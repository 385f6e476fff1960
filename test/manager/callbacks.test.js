'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { AsyncLocalStorage } = require('node:async_hooks');
const FakeApp = require('../support/fakeApp');
const { runNode } = require('../support/child');
const { assertSame } = require('../support/same');
const { turns } = require('../service/helpers');
const GlobalChannelService = require('../../lib/service/globalChannelService');
const { onRedis } = require('./helpers');

const CALLS = [['add', 'n', 'u', 'c1'], ['getMembers', 'n', ['c1', 'c2']], ['leave', 'n', 'v', 'c1'],
  ['getMembersBySid', 'n', 'c1'], ['destroyChannel', 'n']];

describe('callbacks of the Redis manager', () => {
  const on = onRedis();

  it('come in the order of the calls, each once, none from inside', async () => {
    const manager = await on.started();
    const expected = [];
    const order = [];
    let inside = false;
    await new Promise((resolve) => {
      for (let i = 0; i < 200; i++) {
        const [method, ...args] = CALLS[(i * 7) % CALLS.length];
        expected.push(i);
        inside = true;
        manager[method](...args, () => {
          assert.equal(inside, false);
          order.push(i);
          if (i === 199) turns(5).then(resolve);
        });
        inside = false;
      }
    });
    assertSame(order, expected);
  });

  it('come in order also for calls made in callbacks', async () => {
    const manager = await on.started();
    const order = [];
    await new Promise((resolve) => {
      manager.add('n', 'a', 'c1', () => {
        order.push('a');
        manager.getMembersBySid('n', 'c1', (err, uids) => resolve(order.push(uids.sort().join())));
      });
      manager.add('n', 'b', 'c1', () => order.push('b'));
    });
    assert.deepEqual(order, ['a', 'b', 'a,b']);
  });

  it('what is queued by nextTick and as a promise in callbacks is run', async () => {
    const manager = await on.started();
    const order = [];
    await new Promise((resolve) => {
      manager.add('n', 'a', 'c1', () => {
        process.nextTick(() => order.push('tick'));
        Promise.resolve().then(() => order.push('promise'));
        setImmediate(() => resolve(order.push('immediate')));
      });
    });
    assert.deepEqual(order, ['tick', 'promise', 'immediate']);
  });

  it('keep AsyncLocalStorage, be they answered, refused, not taken or stopped', async () => {
    const manager = await on.started({ maxQueue: 50 });
    const storage = new AsyncLocalStorage();
    const calls = [...CALLS, ['clean'], ['getMembers', 'n', []], ['add', 'n', {}, 'c1']];
    const seen = [];
    const asked = (i, method, args) => new Promise((resolve) => {
      storage.run(i, () => manager[method](...args, () => resolve(seen.push([i, storage.getStore()]))));
    });
    await Promise.all(calls.concat(...Array(8).fill(CALLS)).concat(Array(30).fill(CALLS[0])).map(([method, ...args], i) => asked(i, method, args)));
    const last = asked('stopped', 'add', ['n', 'u', 'c1']);
    manager.stop(true, () => {});
    await last;
    await asked('late', 'add', ['n', 'u', 'c1']);
    assert.equal(seen.length, 80);
    for (const [expected, stored] of seen) assert.equal(stored, expected);
  });

  it('of start and stop keep it as well', async () => {
    const storage = new AsyncLocalStorage();
    const service = new GlobalChannelService(new FakeApp(), { port: on.redis.port });
    const manager = on.manager();
    for (const object of [service, manager]) {
      for (const method of ['start', 'stop']) {
        const args = method === 'stop' ? [true] : [];
        const store = await new Promise((resolve) => storage.run(method, () => object[method](...args, () => resolve(storage.getStore()))));
        assert.equal(store, method);
      }
    }
  });

  it('of a start that fails, is refused or stopped keep it', async () => {
    const storage = new AsyncLocalStorage();
    const kept = (name, object, method, ...args) => new Promise((resolve) => {
      storage.run(name, () => object[method](...args, (err) => resolve([storage.getStore(), err && err.code])));
    });
    const started = await on.started();
    const stopped = on.manager({ port: 1 });
    const first = kept('stopped', stopped, 'start');
    const second = kept('refused', stopped, 'start');
    assert.deepEqual(await Promise.all([
      kept('fatal', on.manager({ username: 'nobody', password: 'x' }), 'start'),
      kept('late', on.manager({ port: 1, startTimeout: 50 }), 'start'),
      kept('invalid', on.manager({ port: -1 }), 'start'),
      kept('again', started, 'start'),
      second,
      kept('stop', stopped, 'stop', false),
      kept('joined', stopped, 'stop', true),
      first,
    ]), [['fatal', 'EREPLY'], ['late', 'ECONNREFUSED'], ['invalid', 'EINVAL'], ['again', 'ESTATE'], ['refused', 'ESTATE'],
      ['stop', undefined], ['joined', undefined], ['stopped', 'ESTOPPED']]);
  });

  it('that throw reach uncaughtException, each once, and the next are called all the same', async () => {
    const { code, signal, messages, output } = await runNode(path.join(__dirname, 'throwing.js'), [on.redis.port, 'listen']);
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, output);
    const [{ called, caught }] = messages;
    assert.deepEqual(caught, called);
    assert.deepEqual(called, ['start', 'refused', ...CALLS.map(([method]) => method), 'clean', 'stopped', 'stop']);
  });

  it('that throw end a process that does not listen, with the error shown', async () => {
    const { code, signal, output } = await runNode(path.join(__dirname, 'throwing.js'), [on.redis.port, 'die']);
    assert.deepEqual({ code, signal }, { code: 1, signal: null });
    assert.match(output, /Error: thrown by start/);
  });
});
