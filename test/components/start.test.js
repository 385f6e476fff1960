'use strict';

// Who starts the service: the application, Pomelo, or both.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const component = require('../../lib/components/globalChannel');
const { runNode } = require('../support/child');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { call, turns, assertRefused } = require('../service/helpers');
const { makeBase } = require('./pomeloApp');

describe('start by the application and by Pomelo', () => {
  let code;
  beforeEach(() => { code = process.exitCode; });
  afterEach(() => { process.exitCode = code; });

  /** What Pomelo has, what the application has, and the manager of both. */
  function used(how) {
    const app = new FakeApp(['c1']);
    const manager = new MemoryManager(how);
    const pomelo = component(app, { channelManager: manager });
    return { app, manager, pomelo, service: app.get('globalChannelService') };
  }

  it('Pomelo has the very service, but for how it is started and stopped', async () => {
    const { pomelo, service } = used();
    assert.deepEqual(Object.keys(pomelo), ['start', 'stop', 'afterStart']);
    assert.equal(Object.getPrototypeOf(pomelo), service);
    assert.deepEqual(await call(pomelo, 'start'), [null]);
    const before = { ...service };
    for (const [method, ...args] of [['add', 'n', 'u', 'c1'], ['leave', 'n', 'v', 'c1'], ['destroyChannel', 'm']]) {
      assert.deepEqual(await call(pomelo, method, ...args), [null]);
    }
    assert.deepEqual(await call(pomelo, 'getMembersBySid', 'n', 'c1'), [null, ['u']]);
    assert.deepEqual(await call(pomelo, 'getMembersByChannelName', 'connector', 'n'), [null, ['u']]);
    assert.deepEqual(await call(pomelo, 'pushMessage', 'connector', 'r', {}, 'n', null), [null, []]);
    assert.deepEqual(Object.keys(pomelo), ['start', 'stop', 'afterStart']);
    assert.deepEqual({ ...service }, before);
    assert.deepEqual(await call(pomelo, 'stop', false), []);
    await assertRefused(service);
    await assertRefused(pomelo);
  });

  it('Pomelo\'s first start of a service that the application has started succeeds, every further one does not', async () => {
    const { manager, pomelo, service } = used();
    assert.deepEqual(await call(service, 'start'), [null]);
    assert.deepEqual(await call(pomelo, 'start'), [null]);
    await assertRefused(pomelo, [['start']]);
    await assertRefused(service, [['start']]);
    assert.equal(manager.count('start'), 1);
    assert.deepEqual(await call(service, 'add', 'n', 'u', 'c1'), [null]);
    assert.equal(process.exitCode, code);
  });

  it('so does one without a callback', async () => {
    const { pomelo, service } = used();
    await service.start();
    assert.equal(await pomelo.start(), undefined);
    await assert.rejects(pomelo.start(), { code: 'ESTATE' });
  });

  for (const order of [['service', 'pomelo'], ['pomelo', 'service'], ['service', 'pomelo', 'service', 'pomelo']]) {
    for (const how of ['async', 'sync', 'fails']) {
      it(`a start during a start joins it, and both have its outcome (${order}, manager: ${how})`, async () => {
        const made = used({ start: how });
        const starts = order.map((who) => call(made[who], 'start'));
        for (const got of await Promise.all(starts)) assert.deepEqual(got, [how === 'fails' ? made.manager.failure : null]);
        assert.equal(made.manager.count('start'), 1);
        assert.equal((await call(made.service, 'add', 'n', 'u', 'c1'))[0]?.code, how === 'fails' ? 'ESTATE' : undefined);
      });
    }
  }

  it('joined starts are called back in their order, and one that throws or stops disturbs no other', async () => {
    const { service, pomelo } = used();
    const order = [];
    service.start((err) => {
      order.push(['first', err]);
      service.stop(true, () => order.push('stopped'));
    });
    pomelo.start((err) => order.push(['second', err]));
    await turns(10);
    assert.deepEqual(order, [['first', null], ['second', null], 'stopped']);
    await assertRefused(service);
  });

  it('joined starts are both answered by a stop', async () => {
    const { service, pomelo } = used({ start: 'never' });
    const starts = [call(service, 'start'), call(pomelo, 'start')];
    assert.deepEqual(await call(service, 'stop', true), []);
    for (const [err] of await Promise.all(starts)) assert.equal(err.code, 'ESTOPPED');
    assert.equal(process.exitCode, code);
  });

  it('Pomelo starts anew what the application could not start', async () => {
    const { manager, pomelo, service } = used({ start: 'fails' });
    assert.deepEqual(await call(service, 'start'), [manager.failure]);
    assert.equal(process.exitCode, code);
    manager.how.start = 'async';
    assert.deepEqual(await call(pomelo, 'start'), [null]);
    await assertRefused(pomelo, [['start']]);
    assert.equal(manager.count('start'), 2);
  });
});

describe('a server whose service Pomelo could not start ends with', () => {
  let base;
  before(() => { base = makeBase(); });
  after(() => fs.rmSync(base, { recursive: true }));

  const CASES = [
    [1, 'leaves it at that', 1],
    [3, 'has set 3 before', 1],
    [3, 'sets 3 then', 1],
    [0, 'sets 0 before', 1],
    [0, 'starts it again', 1],
    [3, 'sets 3 and starts it again', 1],
    [0, 'starts it by itself', 0],
    [0, 'stops it meanwhile', 0],
    [1, 'has stopped it', 1],
  ];
  for (const [code, what, lines] of CASES) {
    it(`${code} when the application ${what}`, async () => {
      const ended = await runNode(path.join(__dirname, 'starting.js'), [base, what]);
      assert.equal(ended.code, code, ended.output);
      const told = ended.output.split('\n').filter((line) => /this server is not going to work/.test(line));
      assert.equal(told.length, lines, ended.output);
      for (const line of told) assert.match(line, /ERROR.*(the memory fails|invalid state)$/);
    });
  }
});
