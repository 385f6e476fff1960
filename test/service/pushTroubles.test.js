'use strict';

const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const logging = require('pomelo-logger');
const FakeApp = require('../support/fakeApp');
const { timed } = require('../support/patience');
const Asks = require('../../lib/service/asks');
const { call, channel, answers, never, turns, atOnce, logged, uncaught } = require('./helpers');

describe('pushMessage while the server list changes', () => {
  it('uids never go to another connector than the one they were read for', async () => {
    const { app, push } = await channel([['u1'], ['u2'], ['u3']]);
    const pushed = push(null);
    app.removeServers(['c1']);
    const [err, failIds] = await pushed;
    assert.equal(err, null);
    assert.deepEqual(failIds, ['u1']);
    assert.deepEqual(app.deliveries(), [['c2', ['u2']], ['c3', ['u3']]]);
  });

  it('a frontend that has left is not asked, and counts as failed', async () => {
    const { app, push } = await channel([['u1']]);
    const pushed = push(null);
    app.removeServers(['c1']);
    const [err] = await pushed;
    assert.equal(err.code, 'EPUSH');
    assert.match(err.causes.get('c1').message, /c1 has left/);
    assert.equal(app.sent.length, 0);
  });

  it('one that leaves while asked has failed at once', async () => {
    const { app, push } = await channel([['u1'], ['u2']]);
    const late = [];
    answers(app, { c1: (cb) => late.push(cb) });
    const pushed = push(null);
    while (app.sent.length < 2) await turns(1);
    app.removeServers(['c1']);
    assert.deepEqual(await atOnce(pushed), [null, ['u1']]);
    late[0](null, []);
    await turns(3);
  });

  it('what carries no list of servers tells of nobody, and is thrown at nobody', async () => {
    const { app, push } = await channel([['u1'], ['u2']]);
    const late = [];
    answers(app, { c1: (cb) => late.push(cb) });
    const pushed = push(null);
    while (app.sent.length < 2) await turns(1);
    await turns(3); // the other has answered
    for (const odd of [undefined, null, 5, {}, 'c1']) {
      app.event.emit('remove_servers', odd);
      app.event.emit('replace_servers', odd);
    }
    app.event.emit('remove_servers', [null, undefined]);
    app.event.emit('replace_servers', [null, { id: 'c1' }]);
    assert.equal(late.length, 1);
    late[0](null, ['u1']);
    assert.deepEqual(await pushed, [null, ['u1']]);
  });

  it('one that leaves while its rpc is being called has failed at once', async () => {
    const { app, push } = await channel([['u1'], ['u2']]);
    answers(app, { c1: () => app.removeServers(['c1']) });
    assert.deepEqual(await atOnce(push(null)), [null, ['u1']]);
  });

  it('so has one whose rpc asks another frontend, when it leaves meanwhile', async () => {
    const app = new FakeApp(['c1', 'c2']);
    const asks = new Asks(app, 5000);
    const heard = [];
    const note = (sid) => (err) => heard.push([sid, err.code]);
    app.rpc = (sid) => (sid === 'c1' ? asks.ask('c2', {}, note('c2')) : app.removeServers(['c1']));
    asks.listen();
    asks.ask('c1', {}, note('c1'));
    assert.deepEqual(heard, [['c1', 'ECONNLOST']]);
    app.removeServers(['c2']);
    assert.deepEqual(heard, [['c1', 'ECONNLOST'], ['c2', 'ECONNLOST']]);
    asks.close();
  });

  it('a replaced list without it counts as leaving, with it does not', async () => {
    const { app, push } = await channel([['u1'], ['u2']]);
    const open = [];
    answers(app, { c1: (cb) => open.push(cb), c2: (cb) => open.push(cb) });
    const pushed = push(null);
    while (app.sent.length < 2) await turns(1);
    app.replaceServers([{ id: 'c2', serverType: 'connector', frontend: 'true' }]);
    open[1](null, []);
    assert.deepEqual(await pushed, [null, ['u1']]);
  });

  it('a frontend that has come meanwhile is not asked', async () => {
    const { app, manager, push } = await channel([['u1']]);
    manager.set('room', 'c9').add('u9');
    const pushed = push(null);
    app.addServer({ id: 'c9', serverType: 'connector', frontend: 'true' });
    assert.deepEqual(await pushed, [null, []]);
    assert.deepEqual(app.deliveries(), [['c1', ['u1']]]);
  });
});

describe('pushMessage when the rpc misbehaves', () => {
  it('a second answer is ignored', async () => {
    const { app, push } = await channel([['u1'], ['u2']]);
    answers(app, {
      c1: (cb) => setImmediate(() => (cb(new Error('code 5')), cb(null, ['u1']), cb(null, ['u1']))),
      c2: (cb) => setTimeout(cb, 20, null, []),
    });
    const seen = await uncaught(async () => assert.deepEqual(await push(null), [null, ['u1']]));
    assert.deepEqual(seen, []);
  });

  it('one that throws has failed', async () => {
    const { app, push } = await channel([['u1'], ['u2']]);
    const failure = new Error('not running');
    answers(app, { c1: () => { throw failure; } });
    assert.deepEqual(await push(null), [null, ['u1']]);
    answers(app, { c1: () => { throw failure; }, c2: () => { throw undefined; } });
    const [err] = await push(null);
    assert.equal(err.causes.get('c1'), failure);
    assert.ok(err.causes.get('c2') instanceof Error);
  });

  it('one that answers from inside the call is an answer', async () => {
    const { app, push } = await channel([['u1'], ['u2']]);
    app.rpc = (sid, message, cb) => cb(null, message.args[2]);
    assert.deepEqual(await push(null), [null, ['u1', 'u2']]);
  });

  it('a server without rpcInvoke fails the push, and one that gets it later does not', async () => {
    const { app, push } = await channel([['u1']]);
    const rpcInvoke = app.rpcInvoke;
    delete app.rpcInvoke;
    assert.match((await push(null))[0].causes.get('c1').message, /rpcInvoke/);
    app.rpcInvoke = rpcInvoke;
    assert.deepEqual(await push(null), [null, []]);
  });

  it('one that stays silent for pushTimeout has failed', async () => {
    const { app, push } = await channel([['u1'], ['u2'], ['u3']], { pushTimeout: 60 });
    answers(app, { c1: never, c3: never });
    const pushing = () => logged(async () => assert.deepEqual(await push(null), [null, ['u1', 'u3']]));
    const { value: lines, ms, took } = await timed(pushing);
    assert.ok(took >= 58 && ms < 500, `took ${took} ms, net ${ms} ms`);
    assert.match(lines[0].text, /c1: .*60 ms/);
    const [err] = (answers(app, { c1: never, c2: never, c3: never }), await push(null));
    assert.equal(err.causes.get('c2').code, 'ETIMEDOUT');
    assert.equal(err.causes.get('c2').maybeExecuted, true);
  });

  it('each frontend has its own pushTimeout, however many pushes there are', async () => {
    const { app, service } = await channel([['u1']], { pushTimeout: 60 });
    answers(app, { c1: never });
    const pushes = () => Promise.all([0, 25, 50].map(async (delay) => {
      await new Promise((resolve) => setTimeout(resolve, delay));
      const began = performance.now();
      await call(service, 'pushMessage', 'connector', 'r', {}, 'room', null);
      return performance.now() - began;
    }));
    const { value: each, ms } = await timed(pushes);
    assert.ok(Math.min(...each) >= 58 && ms < 350, `took ${each} ms, net ${ms} ms in all`);
  });

  it('what is logged of a silent frontend is not in the async context of another push', async () => {
    const { app, service } = await channel([['u1'], ['u2']], { pushTimeout: 60 });
    const storage = new AsyncLocalStorage();
    const stores = [];
    const push = (id) => storage.run(id, () => call(service, 'pushMessage', 'connector', 'r', {}, 'room', null));
    logging.clearAppenders();
    logging.addAppender(() => stores.push(storage.getStore()), 'pomelo');
    answers(app, { c1: (cb) => setTimeout(cb, 5, null, []) });
    await push('first');
    answers(app, { c1: never });
    await push('second');
    logging.clearAppenders();
    assert.equal(stores.length, 1);
    assert.notEqual(stores[0], 'first');
  });

  it('a stop from inside the rpc leaves nothing behind', async () => {
    const { app, service } = await channel([['u1']], { pushTimeout: 60000 });
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    let stopped;
    answers(app, { c1: () => { stopped = call(service, 'stop', true); } });
    const [err] = await call(service, 'pushMessage', 'connector', 'r', {}, 'room', null);
    assert.equal(err.code, 'ESTOPPED');
    await stopped;
    assert.ok(timers() <= before, process.getActiveResourcesInfo().join());
  });
});
