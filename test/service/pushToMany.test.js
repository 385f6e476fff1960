'use strict';

// A push to several channels: each user is told once on each frontend, in one rpc.

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { call, started, answers, fails, logged, turns } = require('./helpers');

/** A manager that reads several channels at once, as that of Redis does; `lists` are by sid and name. */
const atOnce = (lists) => ({
  exact: true,
  start: (cb) => setImmediate(cb, null),
  stop: (force, cb) => setImmediate(cb),
  getMembersOf: (names, sids, cb) => setImmediate(cb, null, sids.flatMap((sid) => names.map((name) => lists[sid]?.[name]))),
});

/** One of an application's own, which knows one channel at a time. */
function oneByOne(lists) {
  const manager = new MemoryManager({ start: 'async', stop: 'async', all: 'async' });
  manager.getMembersBySid = (name, sid, cb) => {
    manager.calls.push(['getMembersBySid', name, sid]);
    const list = lists[sid]?.[name];
    if (list instanceof Error) cb(list);
    else cb(null, list);
  };
  return manager;
}

/** And one that knows all servers of a channel at once. */
function byChannel(lists) {
  const manager = new MemoryManager({ start: 'async', stop: 'async', all: 'async' });
  manager.getMembers = (name, sids, cb) => setImmediate(cb, null, sids.map((sid) => lists[sid]?.[name]));
  return manager;
}

const broken = new Error('not to be read');

for (const [kind, make] of Object.entries({ atOnce, oneByOne, byChannel })) {
  describe(`pushMessage to a list of channels (${kind})`, () => {
    const create = async (lists) => {
      const app = new FakeApp(['c1', 'c2', 'c3']);
      const service = await started(app, make(lists));
      const push = (names, opts = null) => call(service, 'pushMessage', 'connector', 'onChat', { text: 'hi' }, names, opts);
      return { app, service, push };
    };

    it('tells each user once on each frontend, in one rpc, in the order of the channels', async () => {
      const { app, push } = await create({ c1: { a: ['u1', 'u2'], b: ['u3', 'u1'] }, c2: { b: ['u1'] }, c3: { other: ['u9'] } });
      assert.deepEqual(await push(['b', 'a']), [null, []]);
      assert.deepEqual(app.deliveries().sort(), [['c1', ['u3', 'u1', 'u2']], ['c2', ['u1']]]);
      for (const { message } of app.sent) assert.deepEqual(message.args[3], { isPush: true });
    });

    it('an empty list, a list without members and a type without servers are a success without failIds', async () => {
      const { app, service, push } = await create({ c1: { a: ['u1'] } });
      assert.deepEqual(await push([]), [null, []]);
      assert.deepEqual(await push(['none', 'neither']), [null, []]);
      assert.deepEqual(await call(service, 'pushMessage', 'unknown', 'r', {}, ['a'], null), [null, []]);
      assert.equal(app.sent.length, 0);
    });

    it('failIds are without duplicates', async () => {
      const { app, push } = await create({ c1: { a: ['u1', 'u2'], b: ['u2'] }, c2: { a: ['u2'], b: ['u3'] }, c3: { a: ['u4'] } });
      answers(app, { c1: (cb) => cb(null, ['u2']), c2: fails });
      const lines = await logged(async () => {
        const [err, failIds] = await push(['a', 'b']);
        assert.deepEqual([err, failIds.sort()], [null, ['u2', 'u3']]);
      });
      assert.deepEqual(lines.map(({ level }) => level), ['WARN']);
    });

    it('a channel that cannot be read on a frontend keeps the others from nothing, and is told of', async () => {
      const { app, push } = await create({ c1: { a: broken, b: ['u1'] }, c2: { a: ['u2'] } });
      const lines = await logged(async () => assert.deepEqual(await push(['a', 'b']), [null, []]));
      assert.deepEqual(app.deliveries().sort(), [['c1', ['u1']], ['c2', ['u2']]]);
      assert.deepEqual(lines.map(({ level }) => level), ['WARN']);
      assert.match(lines[0].text, /pushMessage: failed on 1 frontend servers, delivered by 2; c1: not to be read/);
    });

    it('is EPUSH only when nobody was reached', async () => {
      const { app, push } = await create({ c1: { a: broken, b: ['u1'] }, c2: { a: broken } });
      answers(app, { c1: fails });
      const [err] = await push(['a', 'b']);
      assert.equal(err.code, 'EPUSH');
      assert.deepEqual([...err.causes].map(([sid, { message }]) => [sid, message]).sort(), [['c1', 'broken pipe'], ['c2', 'not to be read']]);
      const [alone] = await push(['a']);
      assert.deepEqual([alone.code, [...alone.causes.keys()].sort()], ['EPUSH', ['c1', 'c2']]);
    });

    it('getMembersByChannelName has each uid once: server after server, there in the order of the channels', async () => {
      const { service } = await create({ c1: { a: ['u1', 'u2'], b: ['u3', 'u1'] }, c2: { a: ['u4', 'u3'], b: ['u2', 'u5'] } });
      const members = (names) => call(service, 'getMembersByChannelName', 'connector', names);
      assert.deepEqual(await members(['b', 'a']), [null, ['u3', 'u1', 'u2', 'u5', 'u4']]);
      assert.deepEqual(await members(['a']), [null, ['u1', 'u2', 'u4', 'u3']]);
      assert.deepEqual(await members([]), [null, []]);
    });

    it('getMembersByChannelName fails when one of the lists cannot be read', async () => {
      const { service } = await create({ c1: { a: ['u1'] }, c2: { a: broken } });
      const got = await call(service, 'getMembersByChannelName', 'connector', ['b', 'a']);
      assert.deepEqual(got, [broken, null]);
    });
  });
}

describe('with one name', () => {
  it('nothing is left out: getMembersByChannelName and failIds have who is on two servers twice', async () => {
    const app = new FakeApp(['c1', 'c2']);
    const service = await started(app, oneByOne({ c1: { a: ['u1'] }, c2: { a: ['u1'] } }));
    assert.deepEqual(await call(service, 'getMembersByChannelName', 'connector', 'a'), [null, ['u1', 'u1']]);
    answers(app, { c1: (cb) => cb(null, ['u1']), c2: (cb) => cb(null, ['u1']) });
    assert.deepEqual(await call(service, 'pushMessage', 'connector', 'r', {}, 'a', null), [null, ['u1', 'u1']]);
  });
});

describe('several channels of a manager of one\'s own', () => {
  it('are asked for one by one; uids are the same by their texts, and stay what they are', async () => {
    const app = new FakeApp(['c1', 'c2']);
    const odd = { no: 'text' };
    const manager = oneByOne({ c1: { a: [7, odd], b: ['7', odd, { no: 'text' }, 8n] } });
    const service = await started(app, manager);
    await call(service, 'pushMessage', 'connector', 'r', {}, ['a', 'b'], null);
    assert.deepEqual(app.deliveries(), [['c1', [7, odd, { no: 'text' }, 8n]]]);
    assert.equal(app.sent[0].message.args[2][1], odd);
    assert.deepEqual(manager.calls.filter(([method]) => method === 'getMembersBySid').map(([, ...args]) => args).sort(),
      [['a', 'c1'], ['a', 'c2'], ['b', 'c1'], ['b', 'c2']]);
  });

  it('a silent one keeps no frontend waiting but its own', async () => {
    const app = new FakeApp(['c1', 'c2']);
    const manager = oneByOne({ c1: { a: ['u1'], b: ['u1'] }, c2: { a: ['u2'], b: ['u3'] } });
    const read = manager.getMembersBySid;
    manager.getMembersBySid = (name, sid, cb) => (name === 'b' && sid === 'c1') || read(name, sid, cb);
    const service = await started(app, manager);
    const push = call(service, 'pushMessage', 'connector', 'r', {}, ['a', 'b'], null);
    await turns(6);
    assert.deepEqual(app.deliveries(), [['c2', ['u2', 'u3']]]);
    await call(service, 'stop', true);
    assert.equal((await push)[0].code, 'ESTOPPED');
  });

  it('that is refused as a whole fails those frontends; when all are, nobody was reached', async () => {
    const app = new FakeApp(['c1']);
    const manager = byChannel({ c1: { a: ['u1'] } });
    const { getMembers } = manager;
    manager.getMembers = (name, sids, cb) => (name === 'b' ? cb(broken) : getMembers(name, sids, cb));
    const service = await started(app, manager);
    const push = (names) => call(service, 'pushMessage', 'connector', 'r', {}, names, null);
    const lines = await logged(async () => assert.deepEqual(await push(['a', 'b']), [null, []]));
    assert.match(lines[0].text, /c1: not to be read/);
    assert.deepEqual([...(await push(['b', 'b']))[0].causes], [['c1', broken]]);
    assert.deepEqual(await call(service, 'getMembersByChannelName', 'connector', ['a', 'b']), [broken, null]);
  });

  it('that are lists themselves, or cannot be read, are EINVAL, and a stop waits for nothing', async () => {
    const service = await started(new FakeApp(['c1']), oneByOne({}));
    const throws = Object.defineProperty(['a', 'b'], 1, { get: () => { throw new Error('mine'); } });
    for (const [names, place] of [[['a', ['b']], 'names[1]'], [throws, 'names[1]']]) {
      for (const args of [['pushMessage', 'connector', 'r', {}, names, null], ['getMembersByChannelName', 'connector', names]]) {
        const [err] = await call(service, ...args);
        assert.ok(err.code === 'EINVAL' && err.message.startsWith(place), inspect(err));
      }
    }
    assert.deepEqual(await call(service, 'stop', false), []);
  });
});
