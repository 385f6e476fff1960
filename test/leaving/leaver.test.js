'use strict';

// Users leave with their last session: events as Pomelo gives them, a session service that is one of the test's, a real Redis.

const assert = require('assert').strict;
const { bindEvents } = require('./pomelo');
const { call } = require('../service/helpers');
const { startProxy } = require('../support/proxy');
const { until } = require('../support/patience');
const { withServices } = require('../presence/apps');

describe('leaving by itself', () => {
  const on = withServices();
  let proxy, app, service, sessions;
  beforeEach(async () => {
    proxy = await startProxy(on.redis);
    ({ app, service } = await on.started('c1', { leaveOnClose: true, port: proxy.port, retryMaxDelay: 50 }));
    sessions = new Map();
    app.set('sessionService', { getByUid });
    bindEvents(app);
  });
  afterEach(() => proxy.close());

  let id = 0;
  const getByUid = (uid) => {
    const all = [...sessions.values()].filter((each) => each.uid === uid);
    return all.length > 0 ? all : undefined;
  };
  const bind = (uid) => {
    const session = { id: ++id, uid };
    sessions.set(session.id, session);
    app.event.emit('bind_session', session);
    return session;
  };
  const close = (session) => {
    sessions.delete(session.id);
    app.event.emit('close_session', session);
  };
  const login = async (uid, names = ['a', 'b'], sid = 'c1') => {
    const session = bind(uid);
    assert.deepEqual(await call(service, 'add', names, uid, sid), [null]);
    return session;
  };
  const leaver = () => service.leaver;
  const idle = () => until(() => leaver()._waiting.size === 0 && !leaver()._isUnderWay);

  it('takes a user out of all channels here when the session closes, and only here', async () => {
    for (const uid of [0, 'u', 7]) {
      const session = await login(uid);
      await call(service, 'add', 'a', uid, 'c2');
      close(session);
      await until(async () => (await on.keys()).join() === `P:a:c2,P@uid:${uid}`);
      await on.redis.command('FLUSHALL');
    }
  });

  it('happens with the last session of a user', async () => {
    const first = await login('u');
    const second = bind('u');
    close(first);
    await idle();
    assert.deepEqual(await on.members('P:a:c1'), ['u']);
    close(second);
    await until(async () => (await on.keys()).length === 0);
  });

  it('happens when a session is unbound, whose uid is gone by then', async () => {
    const session = await login('u');
    session.uid = null;
    app.event.emit('unbind_session', session);
    await until(async () => (await on.keys()).length === 0);
    close(session);
    close({ id: 99, uid: undefined });
    await idle();
  });

  it('does not happen when the user is back before it is sent', async () => {
    const session = await login('u');
    close(session);
    bind('u');
    await idle();
    assert.deepEqual(await on.members('P:a:c1'), ['u']);
  });

  it('is done again for who was added meanwhile', async () => {
    close(await login('u'));
    await until(async () => (await on.keys()).length === 0 && leaver()._later.size === 1);
    await call(service, 'add', 'late', 'u', 'c1');
    leaver()._later.set('u', 0); // ten seconds have passed
    clearTimeout(leaver()._laterTimer);
    leaver()._sleep(0);
    await until(async () => (await on.keys()).length === 0);
    await idle();
    assert.equal(leaver()._later.size, 0);
  });

  it('waits while there is no connection, and is done when there is one', async () => {
    const session = await login('u');
    const back = await login('v');
    await proxy.refuse();
    proxy.cut('RST');
    await until(() => !service.manager._connection.session.isConnected);
    close(session);
    close(back);
    bind('v');
    await proxy.admit();
    await until(async () => (await on.members('P:a:c1')).join() === 'v');
    assert.deepEqual(await on.members('P@uid:v'), ['c1:a', 'c1:b']);
  });

  it('asks whether the user is back before what was lost is tried again', async () => {
    const session = await login('u');
    const other = await login('v');
    proxy.pause('up');
    close(session);
    close(other);
    await until(() => leaver()._isUnderWay);
    bind('u');
    proxy.cut('RST');
    proxy.resume('up');
    await until(async () => (await on.members('P:a:c1')).join() === 'u');
    assert.deepEqual(await on.members('P@uid:u'), ['c1:a', 'c1:b']);
  });

  it('takes many out in few round trips', async () => {
    const uids = Array.from({ length: 2500 }, (_, i) => `u${i}`);
    const all = uids.map(bind);
    assert.deepEqual(await call(service, 'add', ['a', 'b'], uids, 'c1'), [null]);
    const before = Number(/cmdstat_srem:calls=(\d+)/.exec(`${await on.redis.command('INFO', 'commandstats')} cmdstat_srem:calls=0`)[1]);
    all.forEach(close);
    await until(async () => (await on.keys()).length === 0);
    const calls = Number(/cmdstat_srem:calls=(\d+)/.exec(await on.redis.command('INFO', 'commandstats'))[1]) - before;
    assert.ok(calls <= 2500 + 20, `${calls} SREM`);
  });

  it('hears nothing any more when the service stops', async () => {
    const session = await login('u');
    await call(service, 'stop', false);
    close(session);
    bind('x');
    assert.deepEqual([leaver()._waiting.size, leaver()._uids.size], [0, 0]);
    assert.deepEqual(await on.keys(), []);
  });

  it('is not there on a backend, without the option, and without the component', async () => {
    const { app: backend, service: other } = await on.started('b1', { leaveOnClose: true });
    bindEvents(backend);
    backend.event.emit('close_session', { id: 1, uid: 'u' });
    assert.equal(other.leaver._waiting.size, 0);
    const { app: plain } = await on.started('c2', {});
    bindEvents(plain);
    plain.event.emit('close_session', { id: 1, uid: 'u' });
    plain.settings = {};
    for (const name of ['bind_session', 'unbind_session', 'close_session']) plain.event.emit(name, { id: 1, uid: 'u' });
  });
});
