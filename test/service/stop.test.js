'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { LIMIT, timed } = require('../support/patience');
const { call, create, exact, assertRefused, turns, atOnce, started, logged } = require('./helpers');

describe('what fails by the hundred thousand', () => {
  /** Its text alone, and no line of a stack, which costs more than the call. */
  const hasNoStack = (err) => assert.equal(err.stack, `Error: ${err.message}`);

  it('before start and after stop has no stack', async () => {
    const service = create(new MemoryManager());
    hasNoStack((await call(service, 'add', 'n', 'u', 'c1'))[0]);
    await call(service, 'stop', true);
    hasNoStack((await call(service, 'add', 'n', 'u', 'c1'))[0]);
  });

  it('when it is stopped has none, nor when frontends leave', async () => {
    const app = new FakeApp(['c1', 'c2']);
    const manager = new MemoryManager({ add: 'never' });
    manager.set('n', 'c1').add('u');
    const service = await started(app, manager);
    app.rpc = () => {};
    const pushed = call(service, 'pushMessage', 'connector', 'r', {}, 'n', null);
    while (app.sent.length === 0) await turns(1);
    app.removeServers(['c1']);
    hasNoStack((await pushed)[0].cause);
    const added = call(service, 'add', 'n', 'u', 'c1');
    await call(service, 'stop', true);
    hasNoStack((await added)[0]);
  });
});

describe('stop', () => {
  for (const force of [false, true]) {
    it(`(${force}) calls back without arguments, also twice, before start and during it`, async () => {
      const fresh = create(new MemoryManager());
      assert.deepEqual(await Promise.all([call(fresh, 'stop', force), call(fresh, 'stop', force)]), [[], []]);
      assert.deepEqual(await call(fresh, 'stop', force), []);

      const service = create(new MemoryManager());
      const start = call(service, 'start');
      assert.deepEqual(await call(service, 'stop', force), []);
      const [err] = await start;
      assert.equal(err.code, 'ESTOPPED');
      await assertRefused(service);
    });
  }

  it('a start that never ends is answered with ESTOPPED before stop calls back', async () => {
    const service = create(new MemoryManager({ start: 'never' }));
    const order = [];
    service.start((err) => order.push(err.code));
    await new Promise((resolve) => service.stop(false, () => resolve(order.push('stopped'))));
    assert.deepEqual(order, ['ESTOPPED', 'stopped']);
  });

  it('a manager that starts after stop is stopped again', async () => {
    const manager = new MemoryManager();
    let finish;
    manager.start = (cb) => (finish = cb);
    const service = create(manager);
    const start = call(service, 'start');
    await call(service, 'stop', true);
    assert.equal((await start)[0].code, 'ESTOPPED');
    finish(null);
    await turns(5);
    assert.equal(manager.count('stop'), 2);
  });

  it('(false) lets pending calls and pushes finish', async () => {
    const app = new FakeApp(['c1']);
    const manager = new MemoryManager();
    manager.set('n', 'c1').add('u');
    const service = await started(app, manager);
    const late = [];
    app.rpc = (sid, message, cb) => late.push(() => cb(null, ['u']));
    manager.add = (name, uid, sid, cb) => late.push(() => cb(null));
    const add = call(service, 'add', 'n', 'v', 'c1');
    const push = call(service, 'pushMessage', 'connector', 'r', {}, 'n', null);
    await turns(2);
    const stop = call(service, 'stop', false);
    await assert.rejects(atOnce(stop), /waits for something/);
    assert.equal(late.length, 2);
    for (const answer of late) answer();
    await atOnce(stop);
    assert.deepEqual(await add, [null]);
    assert.deepEqual(await push, [null, ['u']]);
    assert.deepEqual(manager.calls.at(-1), ['stop', false]);
  });

  it('(false) waits a second at most, then answers the rest with ESTOPPED, before its own callback', async () => {
    const app = new FakeApp(['c1']);
    const manager = new MemoryManager({ add: 'never' });
    manager.set('n', 'c1').add('u');
    const service = await started(app, manager);
    app.rpc = () => {};
    const order = [];
    const note = (what) => (err) => order.push([what, err?.code]);
    service.add('n', 'v', 'c1', note('add'));
    service.pushMessage('connector', 'r', {}, 'n', null, note('push'));
    const { ms, took } = await timed(() => new Promise((resolve) => service.stop(false, () => resolve(order.push('stopped')))));
    assert.ok(took >= 998 && ms < 1500, `took ${took} ms, net ${ms} ms`);
    assert.equal(order.pop(), 'stopped');
    assert.deepEqual(order.sort(), [['add', 'ESTOPPED'], ['push', 'ESTOPPED']]);
  });

  it('(true) does not wait: every pending call is answered with ESTOPPED, and nothing is sent any more', async () => {
    for (const method of [null, 'getMembers']) {
      const app = new FakeApp(['c1']);
      const manager = new MemoryManager({ add: 'never' });
      manager.set('n', 'c1').add('u');
      if (method) manager.getMembers = (name, sids, cb) => setImmediate(cb, null, [['u']]);
      const service = await started(app, manager);
      const order = [];
      const note = (what) => (err) => order.push([what, err?.code]);
      service.add('n', 'v', 'c1', note('add'));
      service.pushMessage('connector', 'r', {}, 'n', null, note('push'));
      service.getMembersByChannelName('connector', 'n', note('members'));
      await new Promise((resolve) => service.stop(true, () => resolve(order.push('stopped'))));
      assert.equal(order.pop(), 'stopped');
      assert.deepEqual(order.sort(), [['add', 'ESTOPPED'], ['members', 'ESTOPPED'], ['push', 'ESTOPPED']]);
      await turns(5);
      assert.equal(app.sent.length, 0);
    }
  });

  it('(true) makes an earlier stop(false) hurry', async () => {
    const manager = new MemoryManager({ add: 'never' });
    const service = await started(new FakeApp(), manager);
    const add = call(service, 'add', 'n', 'v', 'c1');
    await atOnce(Promise.all([call(service, 'stop', false), call(service, 'stop', true)]));
    assert.equal((await add)[0].code, 'ESTOPPED');
  });

  it('(true) makes an exact manager hurry, too', async () => {
    const manager = exact();
    let slow;
    manager.stop = (force, cb) => (force ? setImmediate(() => (cb(), slow())) : (slow = cb));
    const service = await started(new FakeApp(), manager);
    await atOnce(Promise.all([call(service, 'stop', false), call(service, 'stop', true)]));
  });

  it('an answer that comes after stop is ignored, and so is a late rpc', async () => {
    const app = new FakeApp(['c1', 'c2']);
    const manager = new MemoryManager();
    for (const sid of ['c1', 'c2']) manager.set('n', sid).add(sid);
    const service = await started(app, manager);
    const late = [];
    app.rpc = (sid, message, cb) => late.push(cb);
    const push = call(service, 'pushMessage', 'connector', 'r', {}, 'n', null);
    while (late.length < 2) await turns(1);
    const lines = await logged(async () => {
      await call(service, 'stop', true);
      late[0](null, []);
      late[1](new Error('late'));
      await turns(3);
    });
    assert.equal((await push)[0].code, 'ESTOPPED');
    assert.deepEqual(lines, []);
  });

  it('an answer that comes while the manager is being stopped is ignored as well', async () => {
    for (const manager of [new MemoryManager(), exact()]) {
      const app = new FakeApp(['c1', 'c2', 'c3']);
      let giveMembers;
      const late = [];
      manager.getMembers = (name, sids, cb) => (giveMembers = () => cb(null, [['u1'], ['u2'], null]));
      manager.stop = (force, cb) => setTimeout(cb, 30);
      app.rpc = (sid, message, cb) => late.push(cb);
      const service = await started(app, manager);
      const asked = call(service, 'pushMessage', 'connector', 'r', {}, 'n', null);
      giveMembers();
      while (late.length < 2) await turns(1);
      const unread = call(service, 'pushMessage', 'connector', 'r', {}, 'n', null);
      const lines = await logged(async () => {
        const stop = call(service, 'stop', true);
        giveMembers();
        late[0](null, []);
        late[1](new Error('late'));
        await stop;
      });
      assert.deepEqual([(await asked)[0].code, (await unread)[0].code], ['ESTOPPED', 'ESTOPPED']);
      assert.equal(app.sent.length, 2);
      assert.deepEqual(lines, []);
    }
  });

  it('an exact manager is stopped at once, and drains by itself', async () => {
    const manager = exact();
    manager.set('n', 'c1').add('u');
    const app = new FakeApp(['c1']);
    const service = await started(app, manager);
    app.rpc = (sid, message, cb) => setTimeout(cb, 50, null, []);
    const push = call(service, 'pushMessage', 'connector', 'r', {}, 'n', null);
    const stop = call(service, 'stop', false);
    assert.deepEqual(manager.calls.at(-1), ['stop', false]);
    assert.deepEqual(await push, [null, []]);
    assert.deepEqual(await stop, []);
  });

  it('a read that an exact manager answers with ESTOPPED ends the push with it', async () => {
    const manager = exact();
    const failure = Object.assign(new Error('stopped'), { code: 'ESTOPPED' });
    manager.getMembers = (name, sids, cb) => setImmediate(cb, failure);
    const service = await started(new FakeApp(['c1']), manager);
    assert.deepEqual(await call(service, 'pushMessage', 'connector', 'r', {}, 'n', null), [failure]);
  });

  it('a manager whose stop never calls back does not hang it, and is logged', async () => {
    const service = await started(new FakeApp(), new MemoryManager({ stop: 'never' }));
    const stopping = () => logged(async () => assert.deepEqual(await call(service, 'stop', false), []));
    const { value: lines, ms, took } = await timed(stopping);
    assert.ok(took >= 1998 && ms < 2600, `took ${took} ms, net ${ms} ms`);
    assert.equal(lines.length, 1);
    assert.match(lines[0].text, /stop has not called back/);
  });

  it('takes two seconds at most, though calls have their second before, and the manager says nothing', async function () {
    this.timeout(LIMIT);
    for (const force of [false, true]) {
      const app = new FakeApp(['c1']);
      const manager = new MemoryManager({ add: 'never', stop: 'never' });
      manager.set('n', 'c1').add('u');
      app.rpc = () => {};
      const service = await started(app, manager);
      const order = [];
      service.add('n', 'v', 'c1', (err) => order.push(err.code));
      service.pushMessage('connector', 'r', {}, 'n', null, (err) => order.push(err.code));
      const { ms, took } = await timed(() => logged(() => call(service, 'stop', force)));
      assert.deepEqual(order, ['ESTOPPED', 'ESTOPPED']);
      assert.ok(took > 1990 && ms < 2300, `${ms} ms, ${took} by the clock`);
    }
  });

  it('gives the error of a custom manager', async () => {
    const manager = new MemoryManager({ stop: 'fails' });
    const service = await started(new FakeApp(), manager);
    assert.deepEqual(await call(service, 'stop', false), [manager.failure]);
  });

  it('takes its listeners back; a service has one for each event', async () => {
    const app = new FakeApp(['c1']);
    const count = () => app.event.listenerCount('remove_servers') + app.event.listenerCount('replace_servers');
    const service = await started(app, new MemoryManager());
    await call(service, 'start');
    for (let i = 0; i < 20; i++) await call(service, 'pushMessage', 'connector', 'r', {}, 'n', null);
    assert.equal(count(), 2);
    await call(service, 'stop', false);
    assert.equal(count(), 0);
  });

  it('leaves nothing that keeps the process alive, nor do finished pushes', () => {
    const script = `
      const Service = require('./lib/service/globalChannelService');
      const FakeApp = require('./test/support/fakeApp');
      const MemoryManager = require('./test/support/memoryManager');
      const app = new FakeApp(['c1']);
      const manager = new MemoryManager();
      manager.set('n', 'c1').add('u');
      const service = new Service(app, { channelManager: manager, pushTimeout: ${10 * LIMIT} });
      service.start(() => service.pushMessage('connector', 'r', {}, 'n', null, () => {
        if (process.argv[1] === 'push') return;
        const force = process.argv[1] === 'stop';
        app.rpc = (sid, message, cb) => force || setTimeout(cb, 40, null, []);
        service.pushMessage('connector', 'r', {}, 'n', null, () => {});
        setTimeout(() => service.stop(force, () => setImmediate(() => {
          console.log(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length);
        })), 20);
      }));`;
    for (const what of ['push', 'stop', 'drain']) {
      const { status, signal, stdout } = spawnSync(process.execPath, ['-e', script, what], { cwd: path.join(__dirname, '../..'), timeout: LIMIT });
      assert.deepEqual([what, status, signal, String(stdout)], [what, 0, null, what === 'push' ? '' : '0\n']);
    }
  });
});
