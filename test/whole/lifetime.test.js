'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { once } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const FakeApp = require('../support/fakeApp');
const { runNode, spawnNode } = require('../support/child');
const { until } = require('../support/patience');
const { startPeer } = require('../support/peer');
const { freePort } = require('../support/redis');
const { call } = require('../service/helpers');
const component = require('../../lib/components/globalChannel');
const { onRedis } = require('./helpers');

const script = path.join(__dirname, 'living.js');
const cleanExit = { code: 0, signal: null };

describe('the life of a process', () => {
  const on = onRedis();
  const ports = {};
  let mute, reticent;

  before(async () => {
    mute = net.createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    ports.mute = /** @type {net.AddressInfo} */ (mute.address()).port;
    ports.nobody = await freePort();
    // Answers no call.
    reticent = await startPeer(([name]) => (/^(SADD|SMEMBERS)$/.test(name) ? null : undefined));
    ports.reticent = reticent.port;
  });
  after(() => reticent.close());
  after(() => mute.close());

  const STAGES = {
    made: 'redis', resolving: 'redis', connecting: 'redis', greeting: 'mute', retrying: 'nobody', 'start\'s callback': 'redis',
    started: 'redis', 'calls unsent': 'redis', 'calls unanswered': 'reticent', 'a call\'s callback': 'redis', stopping: 'redis',
  };

  /** @param {string} stage */
  const portFor = (stage) => (STAGES[stage] === 'redis' ? on.redis.port : ports[STAGES[stage]]);

  for (const stage of Object.keys(STAGES)) {
    it(`process.exit works at this stage: ${stage}`, async () => {
      const { code, signal, output } = await runNode(script, [stage, 'exit', portFor(stage)]);
      assert.deepEqual({ code, signal }, { code: 7, signal: null }, output);
      if (stage === 'calls unanswered') await until(() => reticent.commands('SADD').length === 100);
    });
  }

  for (const stage of ['made', 'greeting', 'retrying', 'started', 'calls unsent', 'stopping']) {
    it(`stopped at this stage, a process ends: ${stage}`, async () => {
      const child = spawnNode(script, [stage, 'stop', portFor(stage)]);
      await child.message('stopped');
      const { code, signal, output } = await child.ended;
      assert.deepEqual({ code, signal }, cleanExit, output);
    });
  }

  it('a service that failed to start does not keep it alive, and is no success', async () => {
    const { code, signal, output } = await runNode(script, ['retrying', 'nothing', ports.nobody]);
    assert.deepEqual({ code, signal }, { code: 1, signal: null }, output);
  });

  it('a started service keeps it alive', async () => {
    const child = spawnNode(script, ['started', 'nothing', on.redis.port]);
    await child.message('there');
    const first = await Promise.race([child.ended, sleep(500, 'alive')]);
    assert.equal(first, 'alive');
    child.process.kill('SIGTERM');
    assert.equal((await child.ended).signal, 'SIGTERM');
  });

  it('two services in one process share nothing but Redis', async () => {
    const [one, two, sibling] = await Promise.all([on.started(), on.started(), on.started(undefined, { prefix: 'OTHER' })]);
    await Promise.all([call(one, 'add', 'n', 'u', 'c1'), call(sibling, 'add', 'n', 'w', 'c1')]);
    assert.deepEqual(await call(two, 'getMembersBySid', 'n', 'c1'), [null, ['u']]);
    assert.deepEqual(await call(one, 'stop', true), []);
    assert.deepEqual(await call(two, 'add', 'n', 'v', 'c1'), [null]);
    assert.deepEqual((await call(two, 'getMembersBySid', 'n', 'c1'))[1].sort(), ['u', 'v']);
    assert.deepEqual(await call(sibling, 'getMembersBySid', 'n', 'c1'), [null, ['w']]);
  });

  it('one may stop and another start in a callback', async () => {
    const service = await on.started();
    const next = component(new FakeApp(['c1']), { port: on.redis.port });
    const got = await new Promise((resolve) => service.add('n', 'u', 'c1', () => {
      service.stop(true, () => {});
      next.start(() => next.getMembersBySid('n', 'c1', (...args) => resolve(args)));
    }));
    assert.deepEqual(got, [null, ['u']]);
    await call(next, 'stop', true);
  });

  it('sixty times started and stopped, no descriptor and no listener is left', async function () {
    if (process.platform !== 'linux') this.skip();
    const app = new FakeApp(['c1']);
    const descriptors = () => fs.readdirSync('/proc/self/fd').length;
    const cycle = async (i) => {
      const service = component(app, i % 3 ? { port: on.redis.port } : { port: ports.nobody, startTimeout: 20 });
      const [err] = await call(service, 'start');
      assert.equal(err === null, i % 3 > 0);
      if (!err) await call(service, 'add', 'n', i, 'c1');
      await call(service, 'stop', i % 2 === 0);
    };
    await cycle(0);
    await cycle(1);
    const before = descriptors();
    for (let i = 0; i < 60; i++) await cycle(i);
    assert.equal(descriptors(), before);
    assert.deepEqual(app.event.eventNames(), []);
  });
});
