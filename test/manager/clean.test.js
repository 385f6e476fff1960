'use strict';

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const { call } = require('../service/helpers');
const GlobalChannelService = require('../../lib/service/globalChannelService');
const { onRedis } = require('./helpers');

describe('clean', () => {
  const on = onRedis();

  /** @param {string[]} keys */
  async function make(keys) {
    for (let i = 0; i < keys.length; i += 1000) {
      const pairs = keys.slice(i, i + 1000).flatMap((key) => [key, 'x']);
      await on.redis.command('MSET', ...pairs);
    }
  }

  it('removes exactly what is under <prefix>:', async () => {
    const manager = await on.started({ prefix: 'APP' });
    const others = ['APP', 'APPLE:room:c1', 'APP2:room:c1', 'app:room:c1', ' APP:room:c1', 'XAPP:room:c1', 'AP:room:c1'];
    await make([...others, 'APP:', 'APP:room:c1', 'APP::', 'APP:room\n:c1', 'APP:é:*']);
    assert.deepEqual(await call(manager, 'clean'), [null]);
    assert.deepEqual(await on.keys(), others.sort());
  });

  for (const prefix of ['*', 'A?B', '[A-Z]', 'A\\', '\\*', 'A[', '[^a]', '{}', 'é*\n']) {
    it(`takes ${JSON.stringify(prefix)} for no pattern`, async () => {
      const manager = await on.started({ prefix });
      const others = [...new Set(['A:r:c', 'AxB:r:c', 'B:r:c', 'AA:r:c', `x${prefix}:r:c`, `${prefix}x:r:c`, 'x*:r:c', 'éx\n:r:c'])];
      await make([...others, `${prefix}:r:c`, `${prefix}:`]);
      assert.deepEqual(await call(manager, 'clean'), [null]);
      assert.deepEqual(await on.keys(), others.sort());
    });
  }

  it('gives () when there is nothing to clean', async () => {
    const manager = await on.started();
    assert.deepEqual(await call(manager, 'clean'), []);
    await make(['POMELO:CHANNELS:r:c']);
    assert.deepEqual(await call(manager, 'clean'), []);
    assert.deepEqual(await on.keys(), ['POMELO:CHANNELS:r:c']);
  });

  it('removes 20,000 keys among as many others, asking neither KEYS nor for all at once', async () => {
    const manager = await on.started({ prefix: 'P' });
    const keys = Array.from({ length: 20000 }, (_, i) => `P:room ${i}:c1`);
    await make([...keys, ...keys.map((key) => `P${key}`)]);
    await on.redis.command('CONFIG', 'RESETSTAT');
    assert.deepEqual(await call(manager, 'clean'), [null]);
    assert.equal(await on.redis.command('DBSIZE'), 20000);
    const used = await on.redis.command('INFO', 'commandstats');
    assert.doesNotMatch(used, /cmdstat_(keys|flushdb|flushall)\b/);
    const [scans, unlinks] = ['scan', 'unlink'].map((name) => Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(used)?.[1]));
    assert.ok(scans > 10 && unlinks > 10, used);
  });

  it('lets other calls through meanwhile, in their order', async () => {
    const manager = await on.started({ prefix: 'P' });
    await make(Array.from({ length: 5000 }, (_, i) => `P:room ${i}:c1`));
    const order = [];
    const clean = call(manager, 'clean').then(() => order.push('clean'));
    await call(manager, 'getMembersBySid', 'other', 'c1').then(() => order.push('read'));
    await clean;
    assert.deepEqual(order, ['read', 'clean']);
  });

  it('cleanOnStartUp cleans before start calls back, the own database only', async () => {
    await make(['POMELO:CHANNEL:r:c', 'other']);
    await on.redis.command('SELECT', 2);
    await make(['POMELO:CHANNEL:r:c', 'other']);
    const service = new GlobalChannelService(new FakeApp(['c1']), { port: on.redis.port, db: 2, cleanOnStartUp: true });
    assert.deepEqual(await call(service, 'start'), [null]);
    assert.deepEqual(await on.keys(), ['other']);
    await on.redis.command('SELECT', 0);
    assert.deepEqual(await on.keys(), ['POMELO:CHANNEL:r:c', 'other']);
    await call(service, 'stop', true);
  });
});

describe('destroyChannel', () => {
  const on = onRedis();

  it('removes the channel from the frontends that are registered now, and from them only', async () => {
    const app = new FakeApp(['c1', 'c2', 'c3']);
    app.addServer({ id: 'chat-1', serverType: 'chat' });
    app.addServer({ id: 'gate-1', serverType: 'gate', frontend: 'true' });
    const manager = await on.started({}, app);
    app.removeServers(['c2']);
    for (const sid of ['c1', 'c2', 'c3', 'chat-1', 'gate-1', 'absent']) await call(manager, 'add', 'room', 'u', sid);
    await call(manager, 'add', 'room2', 'u', 'c1');
    assert.deepEqual(await call(manager, 'destroyChannel', 'room'), [null]);
    const kept = ['room2:c1', 'room:absent', 'room:c2', 'room:chat-1'].map((key) => `POMELO:CHANNEL:${key}`);
    assert.deepEqual(await on.keys(), kept);
    assert.deepEqual(await call(manager, 'destroyChannel', 'room'), [null]);
  });

  it('gives () when there is no frontend', async () => {
    const app = new FakeApp();
    app.addServer({ id: 'chat-1', serverType: 'chat' });
    assert.deepEqual(await call(await on.started({}, app), 'destroyChannel', 'room'), []);
  });

  it('gives an Error when Redis refuses', async () => {
    const manager = await on.started();
    await on.redis.command('ACL', 'SETUSER', 'default', '-unlink', '-del');
    const [err] = await call(manager, 'destroyChannel', 'room');
    await on.redis.command('ACL', 'SETUSER', 'default', '+unlink', '+del');
    assert.deepEqual([err.code, err.reply], ['EREPLY', 'NOPERM']);
  });
});
