'use strict';

const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const GlobalChannelService = require('../../lib/service/globalChannelService');
const { call, turns, started, exact, logged } = require('./helpers');

const METHODS = ['start', 'stop', 'add', 'leave', 'getMembersBySid', 'getMembersByChannelName', 'pushMessage', 'destroyChannel'];

/** The promises are the same whether the manager is exact or not. */
const KINDS = {
  custom: () => new MemoryManager(),
  exact: () => exact(),
};

describe('globalChannelService', () => {
  for (const [kind, makeManager] of Object.entries(KINDS)) {
    it(`calls back with the old values (${kind} manager)`, async () => {
      const service = await started(new FakeApp(['c1', 'c2', 'c3']), makeManager());
      assert.deepEqual(await call(service, 'add', 'room', 'u2', 'c2'), [null]);
      assert.deepEqual(await call(service, 'add', 'room', 'u1', 'c1'), [null]);
      assert.deepEqual(await call(service, 'add', 'room', 'u1', 'c3'), [null]);
      assert.deepEqual(await call(service, 'getMembersBySid', 'room', 'c2'), [null, ['u2']]);
      assert.deepEqual(await call(service, 'getMembersBySid', 'empty', 'c2'), [null, []]);
      assert.deepEqual(await call(service, 'leave', 'room', 'u2', 'c2'), [null]);
      assert.deepEqual(await call(service, 'getMembersBySid', 'room', 'c2'), [null, []]);
      assert.deepEqual(await call(service, 'destroyChannel', 'room'), [null]);
      assert.deepEqual(await call(service, 'getMembersByChannelName', 'connector', 'room'), [null, []]);
    });

    it(`getMembersByChannelName gives the order of the servers and keeps duplicates (${kind} manager)`, async () => {
      const manager = makeManager();
      const service = await started(new FakeApp(['c1', 'c2', 'c3']), manager);
      for (const [sid, uid] of [['c3', 'u'], ['c1', 'u'], ['c2', 'v']]) manager.set('room', sid).add(uid);
      const read = manager.getMembersBySid.bind(manager);
      manager.getMembersBySid = (name, sid, cb) => (sid === 'c1' ? setTimeout(read, 10, name, sid, cb) : read(name, sid, cb));
      assert.deepEqual(await call(service, 'getMembersByChannelName', 'connector', 'room'), [null, ['u', 'v', 'u']]);
      assert.deepEqual(await call(service, 'getMembersByChannelName', 'unknown', 'room'), [null, []]);
    });

    it(`getMembersByChannelName calls back once, however many reads fail (${kind} manager)`, async () => {
      const manager = makeManager();
      const service = await started(new FakeApp(['c1', 'c2', 'c3']), manager);
      manager.how.getMembersBySid = 'fails';
      assert.deepEqual(await call(service, 'getMembersByChannelName', 'connector', 'room'), [manager.failure, null]);
    });

    it(`calls back in the order of the calls (${kind} manager)`, async () => {
      const service = await started(new FakeApp(['c1', 'c2']), makeManager());
      const order = [];
      const note = (what) => () => order.push(what);
      service.add('room', 'u', 'c1', note('add'));
      service.getMembersBySid('room', 'c1', note('members'));
      service.leave('room', 'u', 'c1', note('leave'));
      service.destroyChannel('room', note('destroy'));
      await turns(10);
      assert.deepEqual(order, ['add', 'members', 'leave', 'destroy']);
    });

    it(`returns a Promise without callback, and nothing with one (${kind} manager)`, async () => {
      const app = new FakeApp(['c1']);
      const service = new GlobalChannelService(app, { channelManager: makeManager() });
      assert.equal(await service.start(), undefined);
      assert.equal(await service.add('room', 'u', 'c1'), undefined);
      assert.deepEqual(await service.getMembersBySid('room', 'c1'), ['u']);
      assert.deepEqual(await service.getMembersByChannelName('connector', 'room'), ['u']);
      app.rpc = (sid, message, cb) => cb(null, ['u']);
      assert.deepEqual(await service.pushMessage('connector', 'r', {}, 'room'), ['u']);
      assert.deepEqual(await service.pushMessage('connector', 'r', {}, 'room', {}), ['u']);
      assert.equal(await service.leave('room', 'u', 'c1', 'no function'), undefined);
      assert.equal(await service.destroyChannel('room', null), undefined);
      assert.equal(await service.stop(false), undefined);
    });

    it(`a Promise that fails and is left alone raises nothing, and is logged once (${kind} manager)`, async () => {
      const manager = makeManager();
      const service = await started(new FakeApp(['c1']), manager);
      const raised = [];
      const listener = (err) => raised.push(err);
      process.on('unhandledRejection', listener);
      manager.how.all = 'fails';
      const lines = await logged(async () => {
        service.add('room', 'u', 'c1');
        service.leave('room', 'u', 'c1', 5);
        service.pushMessage('connector', 'r', {}, 'room');
        await turns(10);
      });
      process.removeListener('unhandledRejection', listener);
      assert.deepEqual(raised, []);
      assert.deepEqual(lines.map(({ level, text }) => [level, /(\w+) failed/.exec(text)[1]]), [['ERROR', 'add'], ['ERROR', 'leave'], ['ERROR', 'pushMessage']]);
      assert.match(lines[2].text, /all frontend server push message fail: the memory fails/);
      await assert.rejects(logged(() => service.add('room', 'u', 'c1')), manager.failure);
    });
  }

  it('copes with more servers than a call has arguments', async () => {
    const manager = new MemoryManager();
    const app = new FakeApp();
    const sids = Array.from({ length: 300000 }, (_, i) => `c${i}`);
    app.types.connector = sids.map((id) => ({ id, frontend: 'true' }));
    manager.getMembers = (name, given, cb) => cb(null, given.map((sid) => [sid]));
    const service = await started(app, manager);
    const [err, uids] = await call(service, 'getMembersByChannelName', 'connector', 'room');
    assert.equal(err, null);
    assert.ok(uids.length === sids.length && uids.every((uid, i) => uid === sids[i]));
  });

  it('logs nothing about a failure that a callback gets', async () => {
    const manager = new MemoryManager({ add: 'fails' });
    const service = await started(new FakeApp(), manager);
    assert.deepEqual(await logged(() => call(service, 'add', 'n', 'u', 's')), []);
  });

  it('never logs names, uids or sids of a failed call', async () => {
    const service = await started(new FakeApp(), new MemoryManager({ start: 'async', all: 'fails' }));
    const lines = await logged(async () => {
      service.add('secret-name', 'secret-uid', 'secret-sid');
      await turns(5);
    });
    assert.equal(lines.length, 1);
    assert.ok(!/secret/.test(lines[0].text));
  });

  it('the async context of the caller holds in the callbacks of a custom manager', async () => {
    const storage = new AsyncLocalStorage();
    const manager = new MemoryManager();
    const service = await started(new FakeApp(['c1']), manager);
    const pool = [];
    manager.answer = (method, args, cb) => pool.push(cb);
    const seen = [];
    for (const id of [1, 2]) {
      storage.run(id, () => {
        service.add('n', 'u', 's', () => seen.push(storage.getStore()));
        service.getMembersByChannelName('connector', 'n', () => seen.push(storage.getStore()));
      });
    }
    storage.run('elsewhere', () => pool.forEach((cb) => cb(null, [])));
    await turns(5);
    assert.deepEqual(seen.sort(), [1, 1, 2, 2]);
  });

  it('has no method whose name ends in Async, and the eight that Pomelo applications call', () => {
    const service = new GlobalChannelService(new FakeApp(), { channelManager: new MemoryManager() });
    const names = new Set();
    for (let o = service; o !== Object.prototype; o = Object.getPrototypeOf(o)) {
      for (const name of Object.getOwnPropertyNames(o)) names.add(name);
    }
    assert.ok(METHODS.every((name) => names.has(name)));
    assert.deepEqual([...names].filter((name) => name.endsWith('Async')), []);
  });

  it('asks for nothing of the application but its servers: a plain one will do', async () => {
    const manager = new MemoryManager();
    manager.set('room', 'c1').add('u');
    const sent = [];
    const app = {
      getServersByType: () => [{ id: 'c1' }],
      rpcInvoke: (sid, message, cb) => (sent.push(sid), cb(null, [])),
    };
    const service = await started(app, manager);
    assert.deepEqual(await call(service, 'pushMessage', 'connector', 'r', {}, 'room', null), [null, []]);
    assert.deepEqual(sent, ['c1']);
    assert.deepEqual(await call(service, 'stop', true), []);
  });
});
