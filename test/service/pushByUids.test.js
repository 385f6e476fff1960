'use strict';

// A push to users, wherever they are.

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { call, started, answers, fails, logged, turns, assertRefused } = require('./helpers');

/** A manager with an index, as that of Redis has one. */
const indexed = (index) => ({
  exact: true,
  hasIndex: true,
  asked: [],
  start: (cb) => setImmediate(cb, null),
  stop: (force, cb) => setImmediate(cb),
  getSidsByUid(uids, cb) {
    this.asked.push(uids);
    setImmediate(cb, null, Object.assign(Object.create(null), ...uids.map((uid) => ({ [uid]: index[uid] || [] }))));
  },
});

/** @param {any} manager */
async function create(manager, sids = ['c1', 'c2', 'c3']) {
  const app = new FakeApp(sids);
  const service = await started(app, manager);
  const push = (uids, ...rest) => call(service, 'pushMessageByUids', 'connector', 'onMail', { text: 'hi' }, uids, ...rest);
  return { app, service, push };
}

/** A frontend that has these users alone. */
const has = (...there) => (cb, message) => setImmediate(cb, null, message.args[2].filter((uid) => !there.includes(uid)));

describe('pushMessageByUids with an index', () => {
  const index = { u1: ['c1'], u2: ['c2', 'c1'], u3: ['elsewhere'], 7: ['c2'] };

  it('asks the index once, and each frontend concerned once', async () => {
    const manager = indexed(index);
    const { app, push } = await create(manager);
    assert.deepEqual(await push(['u1', 'u2', 7, 'u1']), [null, []]);
    assert.deepEqual(manager.asked, [['u1', 'u2', '7']]);
    assert.deepEqual(app.sent, [['c1', ['u1', 'u2']], ['c2', ['u2', '7']]].map(([sid, uids]) => (
      { sid, message: { namespace: 'sys', service: 'channelRemote', method: 'pushMessage', args: ['onMail', { text: 'hi' }, uids, { isPush: true }] } }
    )));
  });

  it('one uid needs no list', async () => {
    const { app, push } = await create(indexed(index));
    assert.deepEqual(await push(7), [null, []]);
    assert.deepEqual(app.deliveries(), [['c2', ['7']]]);
  });

  it('who is in no channel, or on no frontend of the type, is in failIds', async () => {
    const { app, push } = await create(indexed(index));
    assert.deepEqual(await push(['u3', 'u1', 9, 'nobody']), [null, ['u3', '9', 'nobody']]);
    assert.deepEqual(await push('nobody'), [null, ['nobody']]);
    assert.deepEqual(app.deliveries(), [['c1', ['u1']]]);
  });

  it('who is on two frontends is in failIds only when neither reached him', async () => {
    const { app, push } = await create(indexed(index));
    answers(app, { c1: has('u1'), c2: has('u2') });
    assert.deepEqual(await push(['u1', 'u2']), [null, []]);
    answers(app, { c1: has('u1'), c2: has() });
    assert.deepEqual(await push(['u1', 'u2']), [null, ['u2']]);
    answers(app, { c1: has('u1', 'u2'), c2: fails });
    const lines = await logged(async () => assert.deepEqual(await push(['u1', 'u2', 7]), [null, ['7']]));
    assert.match(lines[0].text, /pushMessageByUids: failed on 1 frontend servers, delivered by 1; c2: broken pipe/);
  });

  it('is EPUSH when every frontend failed, or the index cannot be read', async () => {
    const manager = indexed(index);
    const { app, push } = await create(manager);
    answers(app, { c1: fails, c2: fails });
    const [err] = await push(['u1', 'u2', 'nobody']);
    assert.deepEqual([err.code, [...err.causes.keys()].sort()], ['EPUSH', ['c1', 'c2']]);
    const failure = new Error('no index');
    manager.getSidsByUid = (uids, cb) => setImmediate(cb, failure);
    const [unread] = await push(['u1']);
    assert.deepEqual([unread.code, unread.cause], ['EPUSH', failure]);
  });

  it('finds servers whose ids are numbers', async () => {
    const { app, push } = await create(indexed({ u1: ['7'] }), [7, 8]);
    assert.deepEqual(await push('u1'), [null, []]);
    assert.deepEqual(app.deliveries(), [[7, ['u1']]]);
  });
});

describe('pushMessageByUids without an index', () => {
  it('asks every frontend of the type for all; failIds are those whom none had', async () => {
    const { app, push } = await create(new MemoryManager());
    answers(app, { c1: has('u1'), c2: has('u2', 'u1'), c3: has() });
    assert.deepEqual(await push(['u1', 'u2', 3]), [null, ['3']]);
    assert.deepEqual(app.deliveries(), ['c1', 'c2', 'c3'].map((sid) => [sid, ['u1', 'u2', '3']]));
  });

  it('is EPUSH when every frontend failed; without a frontend all are in failIds', async () => {
    const { app, service, push } = await create(new MemoryManager());
    answers(app, { c1: fails, c2: fails, c3: fails });
    assert.equal((await push('u1'))[0].code, 'EPUSH');
    answers(app, { c1: fails, c2: has(), c3: fails });
    await logged(async () => assert.deepEqual(await push(['u1']), [null, ['u1']]));
    assert.deepEqual(await call(service, 'pushMessageByUids', 'unknown', 'r', {}, ['u1', 2]), [null, ['u1', '2']]);
  });
});

describe('pushMessageByUids', () => {
  it('to nobody is a success without a question', async () => {
    const manager = indexed({ u1: ['c1'] });
    const { app, push } = await create(manager);
    assert.deepEqual(await push([]), [null, []]);
    assert.deepEqual(await push(['u1'], { except: ['u1'] }), [null, []]);
    assert.deepEqual([app.sent, manager.asked], [[], []]);
  });

  it('takes options and except as pushMessage does, and a callback in their place', async () => {
    const { app, push, service } = await create(indexed({ u1: ['c1'], 2: ['c1'] }));
    assert.deepEqual(await push(['u1', 2], { a: 1, except: 2 }), [null, []]);
    assert.deepEqual(app.sent[0].message.args.slice(2), [['u1'], { type: 'push', userOptions: { a: 1 }, isPush: true }]);
    assert.deepEqual(await service.pushMessageByUids('connector', 'r', {}, ['u1', 'x']), ['x']);
    assert.equal((await push('u1', { except: [{}] }))[0].code, 'EINVAL');
  });

  it('refuses what is no uid, and tells its place', async () => {
    const { push, service } = await create(new MemoryManager());
    for (const [uids, place] of [[undefined, 'uids: '], [{}, 'uids: '], [['u', { uid: 'u', sid: 'c1' }], 'uids[1]: '], [[['u']], 'uids[0]: ']]) {
      const [err] = await push(uids);
      assert.equal(err.code, 'EINVAL');
      assert.ok(err.message.startsWith(place), err.message);
    }
    assert.deepEqual(await call(service, 'stop', false), []);
    await assertRefused(service, [['pushMessageByUids', 'connector', 'r', {}, 'u']]);
  });

  it('reads its list during the call, and fails at the stop', async () => {
    const { app, service } = await create(indexed({ u1: ['c1'] }));
    const uids = ['u1'];
    const push = service.pushMessageByUids('connector', 'r', {}, uids);
    uids[0] = 'u2';
    assert.deepEqual(await push, []);
    app.rpc = () => {};
    const open = call(service, 'pushMessageByUids', 'connector', 'r', {}, 'u1');
    await turns(3);
    await call(service, 'stop', true);
    assert.equal((await open)[0].code, 'ESTOPPED');
  });
});
