'use strict';

// Stop, at any moment of a service's life.

const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const FakeApp = require('../support/fakeApp');
const { timed, until, LIMIT } = require('../support/patience');
const { freePort } = require('../support/redis');
const GlobalChannelService = require('../../lib/service/globalChannelService');
const { withFaults, told, fine, failing, call, logged } = require('./helpers');

const STEPS = ['AUTH', 'SELECT', 'CLIENT', 'UNLINK', 'PING'];

describe('stop', () => {
  const on = withFaults();

  function service(opts) {
    const made = new GlobalChannelService(new FakeApp(['c1']), { port: on.redis.port, commandTimeout: LIMIT, ...opts });
    on.ends.push(() => call(made, 'stop', true));
    return made;
  }

  /** Stops what is starting; both calls answer, start first and in vain, and it stays so. */
  async function stopWhileStarting(channels, when) {
    const order = [];
    await logged(async () => {
      const start = call(channels, 'start').then((got) => (order.push('start'), got));
      await when();
      const { ms } = await timed(async () => {
        assert.deepEqual(await call(channels, 'stop', false).then((got) => (order.push('stop'), got)), []);
      });
      assert.ok(ms < 500, `stop took ${ms} ms`);
      assert.equal((await start)[0].code, 'ESTOPPED');
      assert.deepEqual(order, ['start', 'stop']);
      for (const method of ['start', 'getMembersBySid']) {
        assert.equal((await failing(channels, method, ...(method === 'start' ? [] : ['n', 'c1']))).code, 'ESTATE');
      }
    });
  }

  it('in the same turn as start', async () => {
    const proxy = await on.proxy();
    await stopWhileStarting(service({ port: proxy.port }), () => {});
    await sleep(50);
    await until(() => proxy.open === 0);
  });

  it('while the name is being resolved', async () => {
    await stopWhileStarting(service({ host: 'localhost' }), () => new Promise((resolve) => setImmediate(resolve)));
  });

  it('while waiting for the next attempt', async () => {
    await stopWhileStarting(service({ port: await freePort() }), () => told(/trying again/));
  });

  it('while Redis does not answer', async () => {
    const proxy = await on.proxy();
    proxy.swallow();
    await stopWhileStarting(service({ port: proxy.port }), () => until(() => proxy.accepted === 1));
    await until(() => proxy.open === 0);
  });

  for (const [i, step] of STEPS.entries()) {
    it(`while the answer to ${step} is missing`, async () => {
      let asked = false;
      const mute = await on.peer(([name]) => {
        if (!STEPS.slice(i).includes(name)) return undefined;
        asked = true;
        return null;
      });
      await stopWhileStarting(service({ port: mute.port, db: 1, password: 'p' }), async () => {
        await until(() => asked);
        await sleep(10);
      });
      await until(() => mute.sockets.size === 0);
    });
  }

  it('while it cleans, which is cut short', async () => {
    const scanning = await on.peer(([name]) => (name === 'SCAN' ? null : undefined));
    const channels = service({ port: scanning.port, cleanOnStartUp: true });
    const start = call(channels, 'start');
    await until(() => scanning.commands('SCAN').length === 1);
    const { ms } = await timed(() => call(channels, 'stop', true));
    assert.ok(ms < 500, `stop took ${ms} ms`);
    assert.equal((await start)[0].code, 'ESTOPPED');
  });

  it('before start, and twice: the service stays stopped', async () => {
    const channels = service();
    assert.deepEqual(await Promise.all([call(channels, 'stop', false), call(channels, 'stop', true)]), [[], []]);
    assert.equal((await failing(channels, 'start')).code, 'ESTATE');
    assert.deepEqual(await call(channels, 'stop', false), []);
  });

  it('of a failed start', async () => {
    const channels = service({ db: 99 });
    await logged(async () => assert.equal((await failing(channels, 'start')).reply, 'ERR'));
    assert.deepEqual(await call(channels, 'stop', false), []);
  });

  it('with a thousand calls in flight: each is called back, before stop is', async () => {
    const peer = await on.peer(([name]) => (['SADD', 'SMEMBERS'].includes(name) ? null : undefined));
    for (const [force, least, most] of [[true, 0, 500], [false, 998, 1500]]) {
      const channels = service({ port: peer.port });
      await fine(channels, 'start');
      const codes = [];
      const note = (err) => codes.push(err.code);
      for (let i = 0; i < 500; i++) {
        channels.add('n', i, 'c1', note);
        channels.getMembersBySid('n', 'c1', note);
      }
      await sleep(20);
      const { ms, took, value } = await timed(() => new Promise((resolve) => {
        channels.stop(force, () => resolve(codes.length));
      }));
      assert.equal(value, 1000);
      assert.ok(took >= least && ms < most, `stop(${force}) took ${ms} of ${took} ms`);
      assert.deepEqual([...new Set(codes)], ['ESTOPPED']);
    }
  });

  it('with force ends the wait of one without', async () => {
    const peer = await on.peer(([name]) => (name === 'SADD' ? null : undefined));
    const channels = service({ port: peer.port });
    await fine(channels, 'start');
    const add = failing(channels, 'add', 'n', 'u', 'c1');
    const patient = call(channels, 'stop', false);
    const { ms } = await timed(() => Promise.all([call(channels, 'stop', true), patient]));
    assert.ok(ms < 500, `took ${ms} ms`);
    assert.equal((await add).code, 'ESTOPPED');
  });

  it('without force lets what was asked and not awaited arrive', async () => {
    const channels = service();
    await fine(channels, 'start');
    for (let i = 0; i < 100; i++) channels.add('n', i, 'c1');
    const { ms } = await timed(() => call(channels, 'stop', false));
    assert.ok(ms < 500, `took ${ms} ms`);
    assert.equal((await on.members('n', 'c1')).length, 100);
  });

  it('while Redis is away: nothing comes back to life', async () => {
    const proxy = await on.proxy();
    const channels = service({ port: proxy.port });
    await fine(channels, 'start');
    await logged(async () => {
      const lost = told(/away for/);
      await proxy.refuse();
      proxy.cut();
      const add = failing(channels, 'add', 'n', 'u', 'c1');
      await lost;
      await call(channels, 'stop', true);
      assert.equal((await add).code, 'ESTOPPED');
      const { accepted } = proxy;
      await proxy.admit();
      await sleep(200);
      assert.equal(proxy.accepted, accepted);
    });
  });

  it('from the callback of any call', async () => {
    for (const ask of [(c, cb) => c.add('n', 'u', 'c1', cb), (c, cb) => c.getMembersBySid('n', 'c1', cb), (c, cb) => c.add('n', null, 'c1', cb),
      (c, cb) => c.destroyChannel('n', cb), (c, cb) => c.getMembersByChannelName('connector', 'n', cb)]) {
      const channels = service();
      await fine(channels, 'start');
      const behind = [];
      await new Promise((resolve) => {
        ask(channels, () => channels.stop(true, resolve));
        for (let i = 0; i < 50; i++) channels.add('n', i, 'c1', (err) => behind.push(err));
      });
      assert.equal(behind.length, 50);
    }
  });

  it('a hundred services started and stopped leave no connection behind', async () => {
    const proxy = await on.proxy();
    for (let i = 0; i < 100; i++) {
      const channels = service({ port: proxy.port });
      const start = call(channels, 'start');
      if (i % 2) await start;
      await call(channels, 'stop', i % 4 < 2);
    }
    await until(() => proxy.open === 0);
    assert.ok(proxy.accepted >= 50);
  });
});
