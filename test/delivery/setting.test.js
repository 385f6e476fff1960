'use strict';

const assert = require('node:assert/strict');
const component = require('pomelo/lib/components/pushScheduler');
const plugin = require('../..');
const globalChannel = require('../../lib/components/globalChannel');
const { PushScheduler } = require('../../lib/delivery/pushScheduler');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { call, logged } = require('../service/helpers');

/** What an application does: settings, app.use, settings, app.start. */
async function started({ before = {}, after = {}, opts = {} } = {}) {
  const app = new FakeApp();
  Object.assign(app.settings, before);
  const service = globalChannel(app, { channelManager: new MemoryManager(), ...opts });
  Object.assign(app.settings, after);
  const load = () => component(app, app.get('schedulerConfig') || app.get('pushSchedulerConfig'));
  app.components = { __pushScheduler__: load() };
  const lines = await logged(async () => assert.deepEqual(await call(service, 'start'), [null]));
  await call(service, 'stop', true);
  return { app, scheduler: app.components.__pushScheduler__.scheduler, infos: lines.filter(({ text }) => /push scheduler/.test(text)) };
}

const isOurs = (scheduler) => scheduler instanceof PushScheduler;
const own = { schedule() {} };

describe('the option pushScheduler', () => {
  it('makes it the one that Pomelo loads, without a word', async () => {
    const { app, scheduler, infos } = await started();
    assert.ok(isOurs(scheduler));
    assert.equal(app.get('pushSchedulerConfig').scheduler, plugin.pushScheduler);
    assert.deepEqual(infos, []);
  });

  it('keeps what else the application has set, and its object as it is', async () => {
    const config = Object.freeze({ compress: 'never', other: 7 });
    const { app, scheduler } = await started({ before: { pushSchedulerConfig: config } });
    assert.ok(isOurs(scheduler));
    assert.deepEqual(app.get('pushSchedulerConfig'), { compress: 'never', other: 7, scheduler: plugin.pushScheduler });
    assert.deepEqual(config, { compress: 'never', other: 7 });
  });

  const chosen = {
    'a scheduler of the application': { before: { pushSchedulerConfig: { scheduler: own } } },
    'a function of the application': { before: { pushSchedulerConfig: { scheduler: () => own } } },
    'several schedulers': { before: { pushSchedulerConfig: { scheduler: [{ id: 'a', scheduler: own }], selector: () => {} } } },
    'the older schedulerConfig': { before: { schedulerConfig: { scheduler: own } } },
    'an empty schedulerConfig': { before: { schedulerConfig: {} } },
    'a setting after app.use': { after: { pushSchedulerConfig: { scheduler: own } } },
    'a setting after app.use that chooses none': { after: { pushSchedulerConfig: { flushInterval: 7 } } },
  };

  for (const [what, how] of Object.entries(chosen)) {
    it(`leaves ${what} alone, and says so in one line`, async () => {
      const { app, scheduler, infos } = await started(how);
      assert.ok(!isOurs(scheduler));
      const given = { ...how.before, ...how.after };
      for (const key of ['schedulerConfig', 'pushSchedulerConfig']) assert.equal(app.get(key), given[key]);
      assert.deepEqual(infos.map(({ level }) => level), ['INFO']);
    });
  }

  it('says nothing where the application itself has chosen it, alone or among others', async () => {
    for (const scheduler of [plugin.pushScheduler, [{ id: 'a', scheduler: own }, { id: 'b', scheduler: plugin.pushScheduler, options: { compress: 'never' } }]]) {
      const { infos } = await started({ before: { pushSchedulerConfig: { scheduler } } });
      assert.deepEqual(infos, []);
    }
  });

  it('touches nothing when it is false', async () => {
    const { app, scheduler, infos } = await started({ opts: { pushScheduler: false } });
    assert.ok(!isOurs(scheduler) && !('pushSchedulerConfig' in app.settings));
    assert.deepEqual(infos, []);
  });

  it('needs nothing of an application but set', () => {
    const set = () => {};
    const failing = { set, get() { throw new Error('no settings here'); } };
    for (const app of [{ set }, { set, get: 7 }, failing]) globalChannel(app, { channelManager: new MemoryManager() });
  });

  it('says nothing on a server that pushes to no clients', async () => {
    const service = globalChannel(new FakeApp(), { channelManager: new MemoryManager() });
    const lines = await logged(() => call(service, 'start'));
    assert.deepEqual(lines, []);
    await call(service, 'stop', true);
  });
});

describe('the push scheduler in Pomelo\'s component', () => {
  it('is started and stopped, alone and among others', async () => {
    for (const scheduler of [plugin.pushScheduler, [{ id: 'a', scheduler: plugin.pushScheduler }]]) {
      const loaded = component(new FakeApp(), { scheduler });
      await new Promise((resolve) => loaded.afterStart(resolve));
      await new Promise((resolve) => loaded.stop(false, resolve));
    }
  });

  it('calls stop back later', async () => {
    const scheduler = plugin.pushScheduler(new FakeApp());
    let called = false;
    const stopped = new Promise((resolve) => scheduler.stop(() => { called = true; resolve(); }));
    assert.equal(called, false);
    await stopped;
    assert.equal(scheduler.stop(), undefined);
  });

  it('warns of a compress that it does not know, and keeps the compression', async () => {
    const lines = await logged(() => { plugin.pushScheduler(new FakeApp(), { compress: 'sometimes' }); });
    assert.deepEqual(lines.map(({ level }) => level), ['WARN']);
    assert.match(lines[0].text, /pushSchedulerConfig\.compress: got "sometimes", expected "keep" or "never"/);
    for (const compress of ['keep', 'never', undefined, null]) {
      assert.deepEqual(await logged(() => { plugin.pushScheduler(new FakeApp(), { compress }); }), []);
    }
  });
});
