'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { runNode } = require('../support/child');
const { until } = require('../support/patience');
const { startProxy } = require('../support/proxy');
const { startRedis, freePort } = require('../support/redis');
const { call } = require('../service/helpers');
const { onRedis } = require('./helpers');

/** What the old plugin got wrong, in the order of its upgrade notes, and what the new one does instead. */
describe('intended differences', () => {
  const on = onRedis();
  const push = (service, name = 'room') => call(service, 'pushMessage', 'connector', 'r', {}, name, null);

  /** @param {string[][]} members for c1, c2, ... */
  async function channel(members, opts) {
    const app = new FakeApp(members.map((_, i) => `c${i + 1}`));
    const service = await on.started('new', app, opts);
    for (const [i, uids] of members.entries()) for (const uid of uids) await call(service, 'add', 'room', uid, `c${i + 1}`);
    return { app, service };
  }

  it('a frontend that leaves while members are read: each uid still goes to its own frontend, and push calls back', async () => {
    const { app, service } = await channel([['u1'], ['u2'], ['u3']]);
    const pushing = push(service);
    app.removeServers(['c1']);
    assert.deepEqual(await pushing, [null, ['u1']]);
    assert.deepEqual(app.deliveries(), [['c2', ['u2']], ['c3', ['u3']]]);
  });

  it('members that cannot be read are a failure, of that frontend or of all', async () => {
    const { app, service } = await channel([[], ['u2']]);
    await on.redis.command('SET', 'POMELO:CHANNEL:room:c1', 'no set');
    assert.deepEqual(await push(service), [null, []]);
    assert.deepEqual(app.deliveries(), [['c2', ['u2']]]);
    await on.redis.command('SET', 'POMELO:CHANNEL:room:c2', 'no set');
    const [err] = await push(service);
    assert.equal(err.code, 'EPUSH');
    assert.deepEqual([...err.causes].map(([sid, cause]) => [sid, cause.reply]), [['c1', 'WRONGTYPE'], ['c2', 'WRONGTYPE']]);
  });

  it('a frontend without members is no success, and the uids of one that failed are reported', async () => {
    const { app, service } = await channel([['u1'], []]);
    app.rpc = (sid, message, cb) => setImmediate(cb, sid === 'c1' ? new Error('broken') : null, []);
    assert.equal((await push(service))[0].message, 'all frontend server push message fail');
    await call(service, 'add', 'room', 'u2', 'c2');
    assert.deepEqual(await push(service), [null, ['u1']]);
  });

  const rpcs = {
    'throws': () => { throw new Error('broken'); },
    'answers twice': (sid, message, cb) => {
      cb(new Error('broken'));
      cb(null, []);
    },
    'never answers': () => {},
  };
  for (const [name, rpc] of Object.entries(rpcs)) {
    it(`an rpc that ${name} has failed, and push calls back once`, async () => {
      const { app, service } = await channel([['u1'], ['u2']], { pushTimeout: 100 });
      app.rpc = (sid, message, cb) => (sid === 'c1' ? rpc(sid, message, cb) : setImmediate(cb, null, []));
      assert.deepEqual(await push(service), [null, ['u1']]);
    });
  }

  it('getMembersByChannelName calls back once however many reads fail', async () => {
    const { service } = await channel([[], [], []]);
    for (const sid of ['c1', 'c2', 'c3']) await on.redis.command('SET', `POMELO:CHANNEL:room:${sid}`, 'no set');
    const [err, list] = await call(service, 'getMembersByChannelName', 'connector', 'room');
    assert.deepEqual([err.reply, list], ['WRONGTYPE', null]);
  });

  it('a wrong password fails start; one that is not needed does no harm', async () => {
    assert.deepEqual(await call(on.make('new', undefined, { auth_pass: 'needless' }), 'start'), [null]);
    await on.redis.command('CONFIG', 'SET', 'requirepass', 'right');
    const [err] = await call(on.make('new', undefined, { auth_pass: 'wrong' }), 'start');
    await on.redis.command('AUTH', 'right');
    await on.redis.command('CONFIG', 'SET', 'requirepass', '');
    assert.equal(err.reply, 'WRONGPASS');
  });

  it('start gives up on a Redis that is not there', async () => {
    const [err] = await call(on.make('new', undefined, { port: await freePort(), startTimeout: 500 }), 'start');
    assert.equal(err.code, 'ECONNREFUSED');
  });

  it('stop during start, and with calls under way: all call back', async () => {
    const early = on.make('new');
    const start = call(early, 'start');
    assert.deepEqual(await call(early, 'stop', false), []);
    assert.equal((await start)[0].code, 'ESTOPPED');
    const { service } = await channel([[]]);
    const adds = [1, 2, 3].map((uid) => call(service, 'add', 'room', uid, 'c1'));
    assert.deepEqual(await call(service, 'stop', false), []);
    assert.deepEqual(await Promise.all(adds), [[null], [null], [null]]);
  });

  it('stop while Redis is down ends nothing but the service', async () => {
    const own = await startRedis();
    const { code, signal, messages, output } = await runNode(path.join(__dirname, 'stopWhileDown.js'), [own.port]);
    await own.exited;
    await own.stop();
    assert.deepEqual({ code, signal, messages }, { code: 0, signal: null, messages: ['stopped'] }, output);
  });

  it('after an outage Redis is found again soon, however long it was: the pauses between attempts stay short', async () => {
    const own = await startRedis();
    const proxy = await startProxy({ port: own.port });
    const service = await on.started('new', undefined, { port: proxy.port, retryMaxDelay: 50 });
    await own.kill();
    // Pauses that double each time would take minutes.
    await until(() => proxy.accepted >= 15);
    const back = await startRedis({ port: own.port });
    assert.deepEqual(await call(service, 'add', 'n', 'u', 'c1'), [null]);
    await call(service, 'stop', true);
    await proxy.close();
    await back.stop();
    await own.stop();
  });

  it('a db that cannot be selected fails start, and no other db is cleaned', async () => {
    await on.redis.command('SADD', 'POMELO:CHANNEL:room:c1', 'u');
    const [err] = await call(on.make('new', undefined, { db: 99, cleanOnStartUp: true }), 'start');
    assert.equal(err.message, 'ERR DB index is out of range');
    assert.equal(await on.redis.command('DBSIZE'), 1);
  });

  it('clean leaves prefixes that only begin alike, and takes none for a pattern', async () => {
    for (const key of ['GAME:room:c1', 'GAME2:room:c1', 'G*:room:c1']) await on.redis.command('SADD', key, 'u');
    await on.started('new', undefined, { prefix: 'GAME', cleanOnStartUp: true });
    await on.started('new', undefined, { prefix: 'G*', cleanOnStartUp: true });
    assert.deepEqual(await on.redis.command('KEYS', '*'), ['GAME2:room:c1']);
  });

  it('a failing destroyChannel gives an Error', async () => {
    const { service } = await channel([[], []]);
    await on.redis.command('ACL', 'SETUSER', 'default', '-unlink', '-del');
    const [err] = await call(service, 'destroyChannel', 'room');
    await on.redis.command('ACL', 'SETUSER', 'default', '+unlink', '+del');
    assert.ok(err instanceof Error);
    assert.equal(err.reply, 'NOPERM');
  });

  it('custom managers: without start they work; a start error stays; a class is made', async () => {
    const startless = new MemoryManager();
    startless.start = undefined;
    const service = await on.make('new', undefined, { channelManager: startless });
    await call(service, 'start');
    assert.deepEqual(await call(service, 'add', 'n', 'u', 'c1'), [null]);
    const failing = new MemoryManager({ start: 'fails' });
    assert.deepEqual(await call(on.make('new', undefined, { channelManager: failing, cleanOnStartUp: true }), 'start'), [failing.failure]);
    assert.equal(failing.count('clean'), 0);
    assert.ok(on.make('new', undefined, { channelManager: class extends MemoryManager {} }).manager instanceof MemoryManager);
  });

  it('what cannot be used as a name, uid or sid is refused and not written', async () => {
    const { service } = await channel([[]]);
    for (const value of [undefined, null, {}, [['u']]]) assert.equal((await call(service, 'add', 'room', value, 'c1'))[0].code, 'EINVAL');
    assert.equal(await on.redis.command('DBSIZE'), 0);
  });
});
