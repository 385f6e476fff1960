'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const GlobalChannelService = require('../../lib/service/globalChannelService');
const { call, started, logged } = require('./helpers');

const app = new FakeApp(['c1']);

function managerOf(channelManager) {
  const opts = { channelManager };
  return { opts, manager: new GlobalChannelService(app, opts).manager };
}

describe('channelManager', () => {
  it('may be an object, used as it is', () => {
    const object = new MemoryManager();
    assert.equal(managerOf(object).manager, object);
  });

  it('may be a factory, called once with the very app and opts and with opts as this', () => {
    const made = new MemoryManager();
    const calls = [];
    const { opts, manager } = managerOf(function (...args) {
      calls.push([this, ...args]);
      return made;
    });
    assert.equal(manager, made);
    assert.equal(calls.length, 1);
    assert.deepEqual(calls[0].map((value, i) => value === [opts, app, opts][i]), [true, true, true]);
  });

  it('may be a class, constructed once with the very app and opts', () => {
    const calls = [];
    class Manager extends MemoryManager {
      constructor(...args) {
        super();
        calls.push(args);
      }
    }
    const { opts, manager } = managerOf(Manager);
    assert.ok(manager instanceof Manager);
    assert.equal(calls.length, 1);
    assert.ok(calls[0][0] === app && calls[0][1] === opts && calls[0].length === 2);
  });

  it('may be a class whose methods are fields', () => {
    class Manager {
      add = (name, uid, sid, cb) => cb(null);
    }
    assert.ok(managerOf(Manager).manager instanceof Manager);
  });

  it('may be a constructor function, known by add on its prototype', () => {
    function Manager(a, o) {
      this.got = [a, o];
    }
    Manager.prototype.add = () => {};
    const { opts, manager } = managerOf(Manager);
    assert.ok(manager instanceof Manager);
    assert.ok(manager.got[0] === app && manager.got[1] === opts);
  });

  it('gets the arguments as the caller gave them, and the caller its values', async () => {
    const manager = new MemoryManager();
    const service = await started(app, manager);
    const uid = { not: 'text' };
    assert.deepEqual(await call(service, 'add', undefined, uid, null), [null]);
    assert.equal(manager.calls.at(-1)[2], uid);
    assert.deepEqual(manager.calls.at(-1), ['add', undefined, uid, null]);
    const [err, uids] = await call(service, 'getMembersBySid', undefined, null);
    assert.equal(err, null);
    assert.equal(uids[0], uid);
  });

  it('gives the caller its very Error', async () => {
    const manager = new MemoryManager({ start: 'async', all: 'fails' });
    const service = await started(app, manager);
    for (const [method, ...args] of [['add', 'n', 'u', 'c1'], ['leave', 'n', 'u', 'c1'], ['destroyChannel', 'n'], ['getMembersBySid', 'n', 'c1']]) {
      const got = await call(service, method, ...args);
      assert.equal(got.length, 1);
      assert.equal(got[0], manager.failure);
    }
    const got = await call(service, 'getMembersByChannelName', 'connector', 'n');
    assert.equal(got[0], manager.failure);
    assert.deepEqual(got.slice(1), [null]);
  });

  for (const how of ['sync', 'twice']) {
    it(`that calls back ${how} is turned into one callback, later`, async () => {
      const service = await started(app, new MemoryManager(how));
      assert.deepEqual(await call(service, 'add', 'n', 'u', 'c1'), [null]);
      assert.deepEqual(await call(service, 'getMembersBySid', 'n', 'c1'), [null, ['u']]);
      assert.deepEqual(await call(service, 'getMembersByChannelName', 'connector', 'n'), [null, ['u']]);
      assert.deepEqual(await call(service, 'leave', 'n', 'u', 'c1'), [null]);
      assert.deepEqual(await call(service, 'destroyChannel', 'n'), [null]);
      assert.deepEqual(await call(service, 'stop', false), []);
    });
  }

  for (const how of ['throws', 'rejects']) {
    it(`that ${how} instead of calling back has failed`, async () => {
      const manager = new MemoryManager({ start: 'async', stop: 'async', all: how });
      const service = await started(app, manager);
      assert.equal((await call(service, 'add', 'n', 'u', 'c1'))[0], manager.failure);
      const [err] = await call(service, 'pushMessage', 'connector', 'r', {}, 'n', null);
      assert.equal(err.causes.get('c1'), manager.failure);
    });
  }

  it('that throws after calling back has succeeded, and the exception is logged', async () => {
    const service = await started(app, new MemoryManager({ start: 'async', all: 'thrower' }));
    const lines = await logged(async () => assert.deepEqual(await call(service, 'add', 'n', 'u', 'c1'), [null]));
    assert.equal(lines.length, 1);
    assert.match(lines[0].text, /add.*the memory fails/);
  });

  it('that answers with a promise of another kind has failed when that rejects', async () => {
    const refusal = new Error('no');
    const manager = new MemoryManager({ start: 'async', stop: 'async' });
    manager.add = () => ({ then: (_resolve, reject) => setImmediate(reject, refusal) });
    const service = await started(app, manager);
    assert.deepEqual(await call(service, 'add', 'n', 'u', 'c1'), [refusal]);
  });

  it('may do what it likes with the list of sids that it is given', async () => {
    const manager = new MemoryManager({ start: 'async', stop: 'async' });
    manager.getMembers = (name, sids, cb) => cb(null, sids.splice(0).map((sid) => [`at ${sid}`]));
    const three = new FakeApp(['c1', 'c2', 'c3']);
    const service = await started(three, manager);
    await call(service, 'pushMessage', 'connector', 'r', { text: 'hi' }, 'n', null);
    assert.deepEqual(three.deliveries(), [['c1', ['at c1']], ['c2', ['at c2']], ['c3', ['at c3']]]);
  });

  it('without a method is an error of that call', async () => {
    const service = await started(app, { add: (n, u, s, cb) => cb(null) });
    const [err] = await call(service, 'leave', 'n', 'u', 's');
    assert.ok(err instanceof TypeError);
  });

  it('without start and stop works', async () => {
    const members = {
      add: (name, uid, sid, cb) => cb(null),
      getMembersBySid: (name, sid, cb) => cb(null, ['u']),
    };
    const service = await started(app, members);
    assert.deepEqual(await call(service, 'getMembersByChannelName', 'connector', 'n'), [null, ['u']]);
    assert.deepEqual(await call(service, 'stop', false), []);
  });

  it('that is no manager at all is an error from start that names the option', async () => {
    for (const wrong of ['redis', 7, true, () => 'text']) {
      const service = new GlobalChannelService(app, { channelManager: wrong });
      const [err] = await call(service, 'start');
      assert.equal(err.code, 'EINVAL');
      assert.match(err.message, /channelManager/);
    }
  });

  it('a getMembers is asked once for all servers, its lists go by the order of the sids', async () => {
    const many = new FakeApp(['c1', 'c2', 'c3', 'c4']);
    const asked = [];
    const manager = new MemoryManager({ all: 'async', getMembersBySid: 'throws' });
    manager.getMembers = (name, sids, cb) => {
      asked.push([name, [...sids]]);
      cb(null, [['a'], null, undefined, ['b', 'c']]);
    };
    const service = await started(many, manager);
    assert.deepEqual(await call(service, 'getMembersByChannelName', 'connector', 'n'), [null, ['a', 'b', 'c']]);
    assert.deepEqual(await call(service, 'pushMessage', 'connector', 'r', {}, 'n', null), [null, []]);
    assert.deepEqual(asked, [['n', ['c1', 'c2', 'c3', 'c4']], ['n', ['c1', 'c2', 'c3', 'c4']]]);
    assert.deepEqual(many.deliveries(), [['c1', ['a']], ['c4', ['b', 'c']]]);
  });

  it('an Error in the place of a list fails getMembersByChannelName, and so does something that is no list', async () => {
    const failure = new Error('one');
    const manager = { add() {}, getMembers: (name, sids, cb) => cb(null, [failure]) };
    const service = await started(app, manager);
    assert.deepEqual(await call(service, 'getMembersByChannelName', 'connector', 'n'), [failure, null]);
    manager.getMembers = (name, sids, cb) => cb(null, ['text']);
    const [err] = await call(service, 'getMembersByChannelName', 'connector', 'n');
    assert.match(err.message, /list/);
  });

  it('an exact one gets the very callback, from an own property only', async () => {
    let got;
    const manager = { exact: true, start: setImmediate, add: (name, uid, sid, cb) => ((got = cb), setImmediate(cb, null)) };
    const cb = () => {};
    (await started(app, manager)).add('n', 'u', 's', cb);
    assert.equal(got, cb);
    (await started(app, Object.create(manager))).add('n', 'u', 's', cb);
    assert.notEqual(got, cb);
  });

  it('of its own needs neither the Redis manager nor the addon', () => {
    const script = `
      const Service = require('./lib/service/globalChannelService');
      const service = new Service({}, { channelManager: { add(n, u, s, cb) { cb(null); } } });
      service.start(() => service.add('n', 'u', 's', (err) => {
        const loaded = Object.keys(require.cache).filter((file) => /redisGlobalChannelManager|\\.node$/.test(file.slice(process.cwd().length)));
        console.log(JSON.stringify([err, loaded.filter((file) => !/node_modules/.test(file))]));
      }));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: path.join(__dirname, '../..'), encoding: 'utf8' });
    assert.equal(stdout.trim(), '[null,[]]', stderr);
  });
});
