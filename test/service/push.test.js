'use strict';

const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const path = require('node:path');
const { runNode } = require('../support/child');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { call, channel, answers, fails, never, turns, started, exact, logged, uncaught } = require('./helpers');

describe('pushMessage', () => {
  it('sends one rpc to each frontend that has members, and to no other', async () => {
    const { app, push } = await channel([['u1', 'u2'], [], ['u3']]);
    assert.deepEqual(await push(null), [null, []]);
    assert.deepEqual(app.sent, [
      { sid: 'c1', message: { namespace: 'sys', service: 'channelRemote', method: 'pushMessage', args: ['onChat', { text: 'hi' }, ['u1', 'u2'], { isPush: true }] } },
      { sid: 'c3', message: { namespace: 'sys', service: 'channelRemote', method: 'pushMessage', args: ['onChat', { text: 'hi' }, ['u3'], { isPush: true }] } },
    ]);
  });

  it('sends the very message object and the uids as the manager has them', async () => {
    const { app, service } = await channel([[7, { odd: 1 }]]);
    const msg = { text: 'x' };
    await call(service, 'pushMessage', 'connector', 'r', msg, 'room', null);
    assert.equal(app.sent[0].message.args[1], msg);
    assert.deepEqual(app.sent[0].message.args[2], [7, { odd: 1 }]);
  });

  it('lets options ride along as Pomelo\'s channelService sends them', async () => {
    const { app, push } = await channel([['u1']]);
    const opts = { priority: 1 };
    await push(opts);
    assert.deepEqual(app.sent[0].message.args[3], { type: 'push', userOptions: { priority: 1 }, isPush: true });
    assert.equal(app.sent[0].message.args[3].userOptions, opts);
  });

  it('ignores options that are not a non-empty object', async () => {
    const { app, push } = await channel([['u1']]);
    const useless = [undefined, null, {}, [], '', 'text', 0, 5, true, () => {}];
    for (const opts of useless) await push(opts);
    assert.equal(app.sent.length, useless.length);
    for (const { message } of app.sent) assert.deepEqual(message.args[3], { isPush: true });
  });

  it('takes a callback in the place of the options, unless there is one behind them', async () => {
    const { app, push, service } = await channel([['u1']]);
    assert.deepEqual(await push(), [null, []]);
    let wrong = 0;
    const sixth = await new Promise((resolve) => {
      service.pushMessage('connector', 'r', {}, 'room', () => wrong++, (...got) => resolve(got));
    });
    await turns(5);
    assert.deepEqual([sixth, wrong], [[null, []], 0]);
    const fifth = await new Promise((resolve) => service.pushMessage('connector', 'r', {}, 'room', (...got) => resolve(got), 'no function'));
    assert.deepEqual(fifth, [null, []]);
    assert.deepEqual(app.sent[2].message.args[3], { isPush: true });
  });

  it('to an unknown type, one without servers or an empty channel is a success without failIds', async () => {
    const { app, push, service } = await channel([[], []]);
    assert.deepEqual(await push(null), [null, []]);
    assert.deepEqual(await call(service, 'pushMessage', 'unknown', 'r', {}, 'room', null), [null, []]);
    app.removeServers(['c1', 'c2']);
    assert.deepEqual(await push(null), [null, []]);
    assert.equal(app.sent.length, 0);
  });

  it('asks app.isFrontend which servers are frontends', async () => {
    const { app, manager, push } = await channel([['u1']]);
    app.addServer({ id: 'back', serverType: 'connector' });
    manager.set('room', 'back').add('u2');
    assert.deepEqual(await push(null), [null, []]);
    assert.deepEqual(app.deliveries(), [['c1', ['u1']]]);
  });

  it('failIds holds the uids that the frontends report', async () => {
    const { app, push } = await channel([['u1', 'u2'], ['u3']]);
    answers(app, { c1: (cb) => setImmediate(cb, null, ['u2']), c2: (cb) => setImmediate(cb, null, null) });
    const lines = await logged(async () => assert.deepEqual(await push(null), [null, ['u2']]));
    assert.deepEqual(lines, []);
  });

  it('a frontend that reports all its uids was reached all the same', async () => {
    const { app, push } = await channel([['u1']]);
    answers(app, { c1: (cb) => setImmediate(cb, null, ['u1']) });
    assert.deepEqual(await push(null), [null, ['u1']]);
  });

  it('failIds holds the uids of a frontend whose rpc failed, with one warning', async () => {
    const { app, push } = await channel([['u1', 'u2'], ['u3', 'u4'], []]);
    answers(app, { c1: fails, c2: (cb) => setImmediate(cb, null, ['u4']) });
    const lines = await logged(async () => {
      const [err, failIds] = await push(null);
      assert.equal(err, null);
      assert.deepEqual(failIds.sort(), ['u1', 'u2', 'u4']);
    });
    assert.equal(lines.length, 1);
    assert.equal(lines[0].level, 'WARN');
    assert.match(lines[0].text, /pushMessage.*c1: broken pipe/);
  });

  it('reaching no frontend that has members is EPUSH with the causes by sid', async () => {
    const { app, push } = await channel([['u1'], [], ['u3']]);
    answers(app, { c1: fails, c3: (cb) => setImmediate(cb, { msg: 'remote trouble', stack: 'Error: remote trouble\n at far' }) });
    const lines = await logged(async () => {
      const got = await push(null);
      assert.equal(got.length, 1);
      assert.equal(got[0].code, 'EPUSH');
      assert.equal(got[0].message, 'all frontend server push message fail');
      assert.deepEqual([...got[0].causes].map(([sid, cause]) => [sid, cause.message]).sort(), [['c1', 'broken pipe'], ['c3', 'remote trouble']]);
      assert.ok([...got[0].causes.values()].every((cause) => cause instanceof Error));
    });
    assert.deepEqual(lines, []);
  });

  it('no members could be read: EPUSH, not a success', async () => {
    const { push, manager, app } = await channel([['u1'], []], { how: { all: 'async', getMembersBySid: 'fails' } });
    const [err] = await push(null);
    assert.equal(err.code, 'EPUSH');
    assert.deepEqual([...err.causes], [['c1', manager.failure], ['c2', manager.failure]]);
    manager.getMembers = (name, sids, cb) => cb(manager.failure);
    assert.deepEqual([...(await push(null))[0].causes], [['c1', manager.failure], ['c2', manager.failure]]);
    assert.equal(app.sent.length, 0);
  });

  it('a frontend whose members could not be read has failed without uids, the others are served', async () => {
    const { app, manager, push } = await channel([['u1'], ['u2'], []]);
    manager.getMembers = (name, sids, cb) => cb(null, [manager.failure, ['u2'], []]);
    const lines = await logged(async () => assert.deepEqual(await push(null), [null, []]));
    assert.deepEqual(app.deliveries(), [['c2', ['u2']]]);
    assert.match(lines[0].text, /c1: the memory fails/);
    assert.equal(lines.length, 1);
  });

  it('an unreadable frontend beside empty ones is EPUSH: nobody was reached', async () => {
    const { manager, push } = await channel([['u1'], []]);
    manager.getMembers = (name, sids, cb) => cb(null, [manager.failure, []]);
    assert.equal((await push(null))[0].code, 'EPUSH');
  });

  it('a wrong argument is EINVAL as the manager says it', async () => {
    const { manager, push } = await channel([['u1']]);
    const refusal = Object.assign(new Error('name: ...'), { code: 'EINVAL' });
    manager.getMembers = (name, sids, cb) => cb(refusal);
    assert.deepEqual(await push(null), [refusal]);
  });

  it('an exact manager hears of a push without frontends too, to check the name', async () => {
    const manager = exact();
    const asked = [];
    manager.getMembers = (name, sids, cb) => (asked.push(sids), setImmediate(cb, null, []));
    const { push, service } = await channel([], { manager });
    assert.deepEqual(await push(null), [null, []]);
    assert.deepEqual(await call(service, 'getMembersByChannelName', 'connector', 'room'), [null, []]);
    assert.deepEqual(asked, [[], []]);
  });

  it('one slow or silent read does not keep the other frontends waiting', async () => {
    const { app, manager, service } = await channel([['u1'], ['u2']]);
    const read = manager.getMembersBySid.bind(manager);
    manager.getMembersBySid = (name, sid, cb) => sid === 'c1' || read(name, sid, cb);
    service.pushMessage('connector', 'r', {}, 'room', null, never);
    await turns(6);
    assert.deepEqual(app.deliveries(), [['c2', ['u2']]]);
    await call(service, 'stop', true);
  });

  it('the async context of the caller holds in its callback', async () => {
    const storage = new AsyncLocalStorage();
    const { app, service } = await channel([['u1']]);
    const pool = [];
    answers(app, { c1: (cb) => pool.push(cb) });
    const seen = storage.run('caller', () => new Promise((resolve) => {
      service.pushMessage('connector', 'r', {}, 'room', null, () => resolve(storage.getStore()));
    }));
    while (pool.length === 0) await turns(1);
    storage.run('rpc', () => pool[0](null, []));
    assert.equal(await seen, 'caller');
  });

  it('an exception in the callback reaches uncaughtException once and disturbs nobody', async () => {
    const { service } = await channel([['u1']], { how: 'sync' });
    const failure = new Error('in the callback');
    let count = 0;
    const others = [];
    const seen = await uncaught(async () => {
      service.pushMessage('connector', 'r', {}, 'room', null, () => {
        count++;
        throw failure;
      });
      service.add('room', 'u', 'c1', () => {
        throw failure;
      });
      others.push(call(service, 'pushMessage', 'connector', 'r', {}, 'room', null), call(service, 'add', 'room', 'u', 'c1'));
      await Promise.all(others);
    });
    assert.deepEqual(seen, [failure, failure]);
    assert.equal(count, 1);
  });

  it('copes with a million uids on one frontend', async () => {
    const { app, manager, push, service } = await channel([['x'], ['y']]);
    const uids = Array.from({ length: 1e6 }, (_, i) => i);
    manager.getMembers = (name, sids, cb) => cb(null, [uids, ['y']]);
    answers(app, { c1: fails });
    const [, failIds] = await push(null);
    assert.equal(failIds.length, 1e6);
    const [, all] = await call(service, 'getMembersByChannelName', 'connector', 'room');
    assert.equal(all.length, 1e6 + 1);
  });

  it('failIds hold nothing but themselves, however long the texts were that they are parts of', async () => {
    const { messages, output } = await runNode(path.join(__dirname, 'keeping.js'), [], { flags: ['--expose-gc'] });
    const { raw, failed, reported } = messages[0] || assert.fail(output);
    assert.ok(raw > 10 * failed, `a kept uid holds ${raw} bytes, one in failIds ${failed}`);
    assert.ok(raw > 10 * reported, `a kept uid holds ${raw} bytes, one that a frontend reported ${reported}`);
  });

  it('failIds are the very uids, of every kind and length', async () => {
    const uids = ['', 'short', '\ud800 and more text', 'a text of more than thirteen', '中文中文中文中文中文中文中文中文', 7, 1n, null];
    const { app, manager, push } = await channel([[], []]);
    manager.getMembers = (name, sids, cb) => cb(null, [uids, ['x']]);
    answers(app, { c1: fails });
    assert.deepEqual(await push(null), [null, uids]);
    answers(app, { c1: (cb) => cb(null, uids) });
    assert.deepEqual(await push(null), [null, uids]);
  });

  it('__proto__ is a sid like any other', async () => {
    const app = new FakeApp();
    app.types.connector = [{ id: '__proto__', serverType: 'connector', frontend: 'true' }];
    const manager = new MemoryManager();
    manager.set('room', '__proto__').add('u1');
    const service = await started(app, manager);
    answers(app, { ['__proto__']: fails });
    app.rpc = (sid, message, cb) => fails(cb);
    const [err] = await call(service, 'pushMessage', 'connector', 'r', {}, 'room', null);
    assert.equal(err.causes.get('__proto__').message, 'broken pipe');
  });
});
