'use strict';

// Where the events are to do nothing, and cost nothing.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { onRedis } = require('../manager/helpers');
const MemoryManager = require('../support/memoryManager');
const Frontend = require('./frontend');
const plugin = require('../..');

const NAMES = ['bind_session', 'unbind_session', 'close_session'];

describe('the events of the plugin', () => {
  const on = onRedis();
  const Events = require(path.join(plugin.events, 'membership'));

  it('are a folder beside that of the components, which Pomelo finds by its name', () => {
    assert.deepEqual([path.basename(plugin.events), path.dirname(plugin.events)], ['events', path.dirname(plugin.components)]);
    assert.deepEqual(fs.readdirSync(plugin.events), ['membership.js']);
  });

  it('have the names of those of Pomelo, where Pomelo looks for them', () => {
    const names = [];
    const events = new Events({});
    for (const name in events) if (typeof events[name] === 'function') names.push(name);
    assert.deepEqual(names, NAMES);
    for (const name of NAMES) assert.equal(require('pomelo/lib/util/events')[name.toUpperCase()], name);
  });

  it('do nothing in an application that has not loaded the component', () => {
    const events = new Events({ get: () => undefined });
    for (const name of NAMES) assert.equal(events[name]({ uid: '1' }), undefined);
  });

  const SILENT = {
    'without the option': () => new Frontend({ port: on.redis.port, leaveOnClose: false, userIndex: true }),
    'on a server that is no frontend': () => new Frontend({ port: on.redis.port }, 'chat-1', 'false'),
    'before the start': () => new Frontend({ port: on.redis.port }),
    'with a manager of the application': () => new Frontend({ channelManager: new MemoryManager(), leaveOnClose: false }),
  };
  for (const [where, make] of Object.entries(SILENT)) {
    it(`do nothing ${where}`, async () => {
      const frontend = make();
      if (where !== 'before the start') await frontend.service.start();
      assert.ok(!frontend.leaver || !frontend.leaver._link);
      if (where !== 'before the start') await frontend.add('a', '1');
      const session = frontend.connect('1');
      frontend.unbind(session);
      frontend.bind(session, '1').closed();
      if (where !== 'before the start') assert.deepEqual(await frontend.service.getMembersBySid('a', 'c1'), ['1']);
      await frontend.stop();
    });
  }

  it('do once what an application does that uses the plugin twice', async () => {
    const frontend = await Frontend.start({ port: on.redis.port });
    const events = new Events(frontend.app);
    for (const name of NAMES) frontend.app.event.on(name, events[name].bind(events));
    await frontend.add('a', ['1', '2']);
    const [first] = [frontend.connect('1'), frontend.connect('2')];
    frontend.unbind(first);
    await frontend.still();
    assert.deepEqual(await frontend.service.getMembersBySid('a', 'c1'), ['2']);
    await frontend.stop();
  });
});
