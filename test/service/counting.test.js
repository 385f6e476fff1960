'use strict';

// Counting and asking, as the service does it of a manager of one's own: by that one's methods, or by its lists of members.

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { call, started, exact, assertRefused, turns } = require('./helpers');

const CALLS = [
  ['getCountBySid', 'n', 'c1'], ['getCountByChannelName', 'connector', 'n'], ['isMember', 'connector', 'n', 'u1'],
  ['getSidsOfMember', 'connector', 'n', 'u1'], ['getChannels'],
];
const OF_THE_INDEX = [['leaveAll', 'u'], ['leaveAll', 'u', 'c1'], ['getChannelsByUid', 'u'], ['getSidsByUid', ['u']], ['reindex']];

/** Members of channel n: u1 and 7 on c1, u1 on c3. */
function members(how) {
  const manager = new MemoryManager(how);
  for (const [uid, sid] of [['u1', 'c1'], [7, 'c1'], ['u1', 'c3']]) manager.set('n', sid).add(uid);
  return manager;
}

/** The same, with all that a manager may bring. */
function able(how) {
  const manager = members(how);
  return Object.assign(manager, {
    getCountBySid: (name, sid, cb) => manager.answer('getCountBySid', [name, sid], cb, [null, manager.set(name, sid).size]),
    isMemberBySid: (name, uid, sid, cb) => manager.answer('isMemberBySid', [name, uid, sid], cb, [null, manager.set(name, sid).has(uid)]),
    getChannels: (cb) => manager.answer('getChannels', [], cb, [null, [{ name: 'n', count: 3, sids: { c1: 2, c3: 1 } }]]),
  });
}

const create = (manager) => started(new FakeApp(['c1', 'c2', 'c3']), manager);

for (const [kind, make] of Object.entries({ 'by its lists': members, 'by its own methods': able })) {
  for (const how of ['async', 'sync', 'twice']) {
    it(`counting and asking ${kind} (${how})`, async () => {
      const service = await create(make(how));
      assert.deepEqual(await call(service, 'getCountBySid', 'n', 'c1'), [null, 2]);
      assert.deepEqual(await call(service, 'getCountByChannelName', 'connector', 'n'), [null, 3]);
      assert.deepEqual(await call(service, 'getCountByChannelName', 'unknown', 'n'), [null, 0]);
      assert.deepEqual(await call(service, 'isMember', 'connector', 'n', 'u1'), [null, true]);
      assert.deepEqual(await call(service, 'isMember', 'connector', 'n', 7), [null, true]);
      assert.deepEqual(await call(service, 'isMember', 'connector', 'n', 'u2'), [null, false]);
      assert.deepEqual(await call(service, 'isMember', 'unknown', 'n', 'u1'), [null, false]);
      assert.deepEqual(await call(service, 'getSidsOfMember', 'connector', 'n', 'u1'), [null, ['c1', 'c3']]);
      assert.deepEqual(await call(service, 'getSidsOfMember', 'connector', 'n', 'u2'), [null, []]);
    });
  }
}

describe('counting and asking', () => {
  it('has promises, too', async () => {
    const service = await create(able());
    const got = await Promise.all(CALLS.map(([method, ...args]) => service[method](...args)));
    assert.deepEqual(got, [2, 3, true, ['c1', 'c3'], [{ name: 'n', count: 3, sids: { c1: 2, c3: 1 } }]]);
  });

  it('compares uids by text where only lists are there', async () => {
    const service = await create(members());
    assert.deepEqual(await call(service, 'isMember', 'connector', 'n', '7'), [null, true]);
  });

  it('asks a manager\'s own methods, and then no lists', async () => {
    const manager = able();
    const service = await create(manager);
    manager.calls.length = 0;
    for (const [method, ...args] of CALLS) await call(service, method, ...args);
    assert.equal(manager.count('getMembersBySid'), 0);
    assert.deepEqual(manager.calls.filter(([method]) => method === 'isMemberBySid')[0], ['isMemberBySid', 'n', 'u1', 'c1']);
    assert.deepEqual([manager.count('getCountBySid'), manager.count('isMemberBySid'), manager.count('getChannels')], [4, 6, 1]);
  });

  for (const how of ['throws', 'rejects', 'fails']) {
    it(`fails with what a manager fails with that ${how}`, async () => {
      for (const make of [members, able]) {
        const manager = make({ start: 'async', stop: 'async', all: how });
        const service = await create(manager);
        for (const [method, ...args] of CALLS) {
          if (method === 'getChannels' && make === members) continue;
          assert.deepEqual(await call(service, method, ...args), [manager.failure], method);
        }
      }
    });
  }

  it('a member who was found is one, whatever else cannot be read; where he is, is not known then', async () => {
    const manager = members();
    const { getMembersBySid } = manager;
    manager.getMembersBySid = (name, sid, cb) => (sid === 'c2' ? cb(manager.failure) : getMembersBySid.call(manager, name, sid, cb));
    const service = await create(manager);
    assert.deepEqual(await call(service, 'isMember', 'connector', 'n', 'u1'), [null, true]);
    assert.deepEqual(await call(service, 'isMember', 'connector', 'n', 'u2'), [manager.failure]);
    assert.deepEqual(await call(service, 'getSidsOfMember', 'connector', 'n', 'u1'), [manager.failure]);
    assert.deepEqual(await call(service, 'getCountByChannelName', 'connector', 'n'), [manager.failure]);
  });

  it('is ENOTSUP where a manager lacks what it takes, and names it', async () => {
    const service = await create({ add: (name, uid, sid, cb) => cb(null) });
    for (const [method, ...args] of CALLS) {
      const [err] = await call(service, method, ...args);
      assert.equal(err.code, 'ENOTSUP');
      assert.match(err.message, method === 'getChannels' ? /getChannels/ : /(getCountBySid|isMemberBySid).*getMembersBySid/);
    }
  });

  it('takes no answer that makes no sense', async () => {
    const service = await create(Object.assign(able(), {
      getCountBySid: (name, sid, cb) => cb(null, ['u1']), isMemberBySid: (name, uid, sid, cb) => cb(null, 1), getChannels: (cb) => cb(null, 'text'),
    }));
    assert.equal((await call(service, 'getCountBySid', 'n', 'c1'))[0].code, 'EINVAL');
    assert.deepEqual(await call(service, 'isMember', 'connector', 'n', 'u'), [null, true]);
    assert.equal((await call(service, 'getChannels'))[0].code, 'EINVAL');
  });

  it('takes one name, one uid and one sid', async () => {
    const service = await create(able());
    for (const [place, ...args] of [
      ['name', 'getCountBySid', ['n'], 'c1'], ['sid', 'getCountBySid', 'n', ['c1']], ['name', 'getCountByChannelName', 'connector', ['n']],
      ['name', 'isMember', 'connector', ['n'], 'u'], ['uid', 'isMember', 'connector', 'n', ['u']], ['uid', 'getSidsOfMember', 'connector', 'n', []],
      ['name', 'getMembersBySid', ['n'], 'c1'], ['sid', 'getMembersBySid', 'n', ['c1']],
    ]) {
      const [err] = await call(service, ...args);
      assert.ok(err.code === 'EINVAL' && err.message.startsWith(`${place}: `), `${args[0]}: ${err.message}`);
    }
  });

  it('ends at the stop, when a manager is silent', async () => {
    const service = await create(able({ start: 'async', stop: 'async', all: 'never' }));
    const open = CALLS.map(([method, ...args]) => call(service, method, ...args));
    await turns(2);
    await call(service, 'stop', true);
    for (const [err] of await Promise.all(open)) assert.equal(err.code, 'ESTOPPED');
    await assertRefused(service, [...CALLS, ...OF_THE_INDEX]);
  });
});

describe('what the index answers', () => {
  it('is ENOTSUP with a manager of one\'s own, which is not asked', async () => {
    const manager = Object.assign(members(), { leaveAll: () => assert.fail('asked') });
    for (const service of [await create(manager), await create(exact())]) {
      for (const [method, ...args] of OF_THE_INDEX) {
        if (method === 'leaveAll' && service.manager.leaveAll && service.manager.exact) continue;
        const [err] = await call(service, method, ...args);
        assert.equal(err.code, 'ENOTSUP');
        assert.ok(err.message.includes(method));
        await assert.rejects(service[method](...args), { code: 'ENOTSUP' });
      }
    }
  });

  it('leaveAll tells a sid that is missing from one that is undefined', async () => {
    const got = [];
    const manager = exact();
    manager.leaveAll = (uid, sid, cb) => (got.push(typeof sid === 'symbol' ? 'everywhere' : sid), setImmediate(cb, null, []));
    const service = await create(manager);
    const cb = () => {};
    for (const args of [[cb], [], [undefined, cb], [undefined], [null, cb], [null], ['c1', cb], ['c1'], [cb, undefined], [undefined, undefined]]) {
      const result = service.leaveAll('u', ...args);
      assert.equal(result === undefined, args.includes(cb));
    }
    assert.deepEqual(got, ['everywhere', 'everywhere', undefined, undefined, null, null, 'c1', 'c1', 'everywhere', undefined]);
  });
});
