'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const plugin = require('../..');
const component = require('../../lib/components/globalChannel');
const GlobalChannelService = require('../../lib/service/globalChannelService');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { call } = require('../service/helpers');
const { makeBase, pomeloApp } = require('./pomeloApp');

describe('the plugin in Pomelo', () => {
  let base;
  const setting = process.env.POMELO_LOGGER;

  before(() => {
    process.env.POMELO_LOGGER = 'off';
    base = makeBase();
  });

  after(() => {
    if (setting === undefined) delete process.env.POMELO_LOGGER;
    else process.env.POMELO_LOGGER = setting;
    fs.rmSync(base, { recursive: true });
  });

  it('names a folder `components` that holds the one component and no other file', () => {
    assert.equal(path.basename(plugin.components), 'components');
    assert.deepEqual(fs.readdirSync(plugin.components), ['globalChannel.js']);
    assert.deepEqual(Object.keys(plugin), ['components', 'events', 'pushScheduler']);
  });

  it('is an anonymous function that is called without new', () => {
    assert.equal(component.name, '');
    const service = component(new FakeApp(), { channelManager: new MemoryManager() });
    assert.ok(service instanceof GlobalChannelService);
  });

  for (const type of ['chat', 'connector', 'master']) {
    it(`is loaded by app.use on a server of type ${type}`, async () => {
      const app = pomeloApp(base, type);
      const manager = new MemoryManager();
      app.use(plugin, { globalChannel: { channelManager: manager } });
      const service = app.components.__globalChannel__;
      assert.ok(service instanceof GlobalChannelService);
      assert.equal(service.name, '__globalChannel__');
      assert.equal(Object.getPrototypeOf(service), app.get('globalChannelService'));
      assert.equal(app.globalChannelService, app.get('globalChannelService'));
      assert.deepEqual(Object.keys(app.components), ['__globalChannel__']);
      assert.deepEqual(await call(service, 'start'), [null]);
      assert.deepEqual(await call(service, 'pushMessage', 'connector', 'r', {}, 'n', null), [null, []]);
      assert.deepEqual(await call(service, 'stop', true), []);
    });
  }

  it('gets the very app and the very options', () => {
    const app = pomeloApp(base, 'chat');
    const calls = [];
    const opts = { channelManager: (...args) => (calls.push(args), new MemoryManager()) };
    app.use(plugin, { globalChannel: opts });
    assert.equal(calls.length, 1);
    assert.ok(calls[0][0] === app && calls[0][1] === opts);
  });

  it('has a service of its own for each app.use; Pomelo keeps the first component', () => {
    const app = pomeloApp(base, 'chat');
    app.use(plugin, { globalChannel: { channelManager: new MemoryManager() } });
    const first = app.get('globalChannelService');
    app.use(plugin, { globalChannel: { channelManager: new MemoryManager() } });
    assert.notEqual(app.get('globalChannelService'), first);
    assert.equal(Object.getPrototypeOf(app.components.__globalChannel__), first);
  });

  it('hears from Pomelo that a frontend has left', async () => {
    const app = pomeloApp(base, 'chat');
    const manager = new MemoryManager();
    app.use(plugin, { globalChannel: { channelManager: manager } });
    const service = app.get('globalChannelService');
    await call(service, 'start');
    const server = (id) => ({ id, serverType: 'connector', frontend: 'true' });
    app.addServers([server('c1'), server('c2'), server('c3'), server('c4')]);
    for (const sid of ['c1', 'c2', 'c3', 'c4']) manager.set('n', sid).add(`u-${sid}`);
    const asked = [];
    app.rpcInvoke = (sid, message, cb) => (asked.push(sid), sid === 'c4' && setTimeout(cb, 30, null, []));
    const push = call(service, 'pushMessage', 'connector', 'r', {}, 'n', null);
    app.removeServers(['c1']);
    while (asked.length < 3) await new Promise((resolve) => setImmediate(resolve));
    app.removeServers(['c2']);
    app.replaceServers({ c4: server('c4') });
    assert.deepEqual(await push, [null, ['u-c1', 'u-c2', 'u-c3']]);
    assert.deepEqual(asked, ['c2', 'c3', 'c4']);
    await call(service, 'stop', true);
  });

  it('is started and stopped by Pomelo with the other components', async () => {
    const app = pomeloApp(base, 'chat');
    const manager = new MemoryManager();
    app.use(plugin, { globalChannel: { channelManager: manager, cleanOnStartUp: true } });
    const { optComponents, stopComps } = require('pomelo/lib/util/appUtil');
    await new Promise((resolve, reject) => optComponents(app.loaded, 'start', (err) => (err ? reject(err) : resolve())));
    await new Promise((resolve) => stopComps(app.loaded, 0, false, resolve));
    assert.deepEqual(manager.calls, [['start'], ['clean'], ['stop', false]]);
  });
});
