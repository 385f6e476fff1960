'use strict';

// The plugin's form for pinus, by what pinus' `app.use` does with it.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { format } = require('node:util');
const plugin = require('../../pinus');
const log = require('../../lib/log');
const GlobalChannelService = require('../../lib/service/globalChannelService');
const { call, logged } = require('../service/helpers');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');

/** As much of a pinus application as `app.use` needs. */
class PinusApp extends FakeApp {
  constructor(sids) {
    super(sids);
    this.components = {};
    this.usedPlugins = [];
  }

  use({ name, components, events = [] }, opts = {}) {
    assert.equal(typeof name, 'string');
    assert.deepEqual(events, []);
    for (const Component of components) {
      const component = new Component(this, opts);
      this.components[component.name] = component;
    }
  }
}

describe('the plugin for pinus', () => {
  const using = (opts, app = new PinusApp(['c1'])) => {
    app.use(plugin, opts);
    return { app, component: app.components.__globalChannel__, service: app.get('globalChannelService') };
  };

  it('is a name and one class of components', () => {
    assert.deepEqual(Object.keys(plugin), ['name', 'components']);
    const { app, component, service } = using({ channelManager: new MemoryManager() });
    assert.deepEqual(Object.keys(app.components), ['__globalChannel__']);
    assert.ok(service instanceof GlobalChannelService && app.globalChannelService === service);
    assert.equal(Object.getPrototypeOf(component), service);
  });

  it('takes the options as they are, also under the name that they have in Pomelo, and none', async () => {
    const opts = { channelManager: new MemoryManager() };
    assert.equal(using(opts).service.manager, opts.channelManager);
    assert.equal(using({ globalChannel: opts }).service.manager, opts.channelManager);
    assert.equal(using(undefined).service.manager.options.port, 6379);
    const [err] = await call(using({ port: 'here' }).service, 'start');
    assert.equal(err.code, 'EINVAL');
  });

  it('is started and stopped, and hears which servers leave', async () => {
    const manager = new MemoryManager();
    const { app, component, service } = using({ channelManager: manager }, new PinusApp(['c1', 'c2']));
    assert.deepEqual(await call(component, 'start'), [null]);
    for (const sid of ['c1', 'c2']) await service.add('n', `u-${sid}`, sid);
    app.rpc = (sid, message, cb) => (sid === 'c1' ? app.removeServers(['c1']) : setImmediate(cb, null, []));
    assert.deepEqual(await service.pushMessage('connector', 'r', {}, 'n'), ['u-c1']);
    assert.deepEqual(await call(component, 'stop', true), []);
    assert.equal(app.event.listenerCount('remove_servers'), 0);
  });

  it('looks at nothing of Pomelo\'s: no scheduler, no sockets', async () => {
    const touched = [];
    const app = new PinusApp();
    const { component } = using({ channelManager: new MemoryManager(), pushScheduler: true, rpcNoDelay: true }, app);
    app.components = new Proxy({}, { get: (_, name) => touched.push(name) });
    await call(component, 'start');
    await call(component, 'stop', true);
    assert.deepEqual(Object.keys(app.settings), ['globalChannelService']);
    assert.equal(component.afterStart, undefined);
    assert.deepEqual(touched, []);
  });
});

describe('the log in pinus', () => {
  let base;

  beforeEach(() => {
    base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gch-pinus-')));
  });

  afterEach(() => {
    log.use(null);
    fs.rmSync(base, { recursive: true });
  });

  const use = () => new plugin.components[0](Object.assign(new FakeApp(), { getBase: () => base }), { max_attempts: 1 });

  it('is pinus\' own, in its category, and tells in one line what is left out', () => {
    const files = {
      'pinus/index.js': '',
      'pinus/node_modules/pinus-logger/index.js': `
        exports.lines = [];
        const writer = (level, names) => (...args) => exports.lines.push([level, ...names, ...args]);
        exports.getLogger = (...names) => ({ debug: writer('debug', names), warn: writer('warn', names) });`,
    };
    for (const [name, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(base, 'node_modules', name)), { recursive: true });
      fs.writeFileSync(path.join(base, 'node_modules', name), content);
    }
    use();
    const { lines } = require(path.join(base, 'node_modules/pinus/node_modules/pinus-logger'));
    assert.deepEqual(lines.map(([level, category]) => [level, category]), [['debug', 'pinus'], ['warn', 'pinus']]);
    assert.match(lines[0][3], /rpcNoDelay and pushScheduler/);
    assert.match(format(...lines[1].slice(3)), /max_attempts is ignored/);
  });

  it('is the plugin\'s own where there is no pinus', async () => {
    const lines = await logged(use);
    assert.deepEqual(lines.filter(({ level }) => level === 'WARN').map(({ text }) => /max_attempts is ignored/.test(text)), [true]);
  });
});
