'use strict';

// Without the new options not one command goes to Redis that did not go before; with userIndex exactly these go besides.

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const { call } = require('../service/helpers');
const { onRedis } = require('../manager/helpers');
const GlobalChannelService = require('../../lib/service/globalChannelService');
const { monitored } = require('./monitor');

/** Every method that there was, and what it sent. */
const OLD = [
  [['add', 'n', 'u', 'c1'], ['SADD P:n:c1 u']],
  [['add', 'n', 7, 'c1'], ['SADD P:n:c1 7']],
  [['getMembersBySid', 'n', 'c1'], ['SMEMBERS P:n:c1']],
  [['getMembersByChannelName', 'connector', 'n'], ['SMEMBERS P:n:c1', 'SMEMBERS P:n:c2']],
  [['pushMessage', 'connector', 'r', {}, 'n', {}], ['SMEMBERS P:n:c1', 'SMEMBERS P:n:c2']],
  [['leave', 'n', 'u', 'c1'], ['SREM P:n:c1 u']],
  [['leave', 'n', 'nobody', 'c1'], ['SREM P:n:c1 nobody']],
  [['destroyChannel', 'n'], ['UNLINK P:n:c1 P:n:c2']],
];

/** What goes in their places with the index. */
const INDEXED = {
  'add n u c1': ['SADD P:n:c1 u', 'SADD P@uid:u c1:n'],
  'add n 7 c1': ['SADD P:n:c1 7', 'SADD P@uid:7 c1:n'],
  'leave n u c1': ['SREM P@uid:u c1:n', 'SREM P:n:c1 u'],
  'leave n nobody c1': ['SREM P@uid:nobody c1:n', 'SREM P:n:c1 nobody'],
  'destroyChannel n': ['SSCAN P:n:c1 0 COUNT 1000', 'SSCAN P:n:c2 0 COUNT 1000', 'SREM P@uid:7 c1:n', 'UNLINK P:n:c1 P:n:c2'],
};

describe('the commands that go to Redis', () => {
  const on = onRedis();
  const made = [];
  afterEach(() => Promise.all(made.splice(0).map((service) => service.stop(true))));

  /** @param {any} opts */
  function make(opts) {
    const service = new GlobalChannelService(new FakeApp(['c1', 'c2']), { port: on.redis.port, prefix: 'P', ...opts });
    made.push(service);
    return service;
  }

  /** What each call sends, one after another. */
  async function sent(service, calls) {
    const seen = [];
    for (const args of calls) {
      seen.push(await monitored(on.redis, async () => assert.equal((await call(service, ...args))[0], null)));
    }
    return seen;
  }

  it('are those of old without the options', async () => {
    const service = make({});
    await service.start();
    assert.deepEqual(await sent(service, OLD.map(([args]) => args)), OLD.map(([, commands]) => commands));
  });

  it('are with userIndex those of the index besides, and none where nothing is written', async () => {
    const service = make({ userIndex: true });
    await service.start();
    assert.deepEqual(await sent(service, OLD.map(([args]) => args)), OLD.map(([args, commands]) => INDEXED[args.join(' ')] || commands));
  });

  it('are at the start and the stop those of old, which the index does not add to', async () => {
    for (const opts of [{}, { userIndex: true }]) {
      const commands = await monitored(on.redis, async () => {
        const service = make(opts);
        await service.start();
        await service.stop(false);
      });
      assert.deepEqual(commands, []); // MONITOR has none of the greeting's: they are left out, or refused
    }
  });

  it('are at a cleaning a walk over the channels, and one over the index before it', async () => {
    const scan = (pattern) => `SCAN 0 MATCH ${pattern} COUNT 1000`;
    for (const [opts, want] of [
      [{}, [scan('P:*'), 'UNLINK P:n:c1']],
      [{ userIndex: true }, [scan('P@uid:*'), 'DEL P@uid:u', scan('P:*'), 'UNLINK P:n:c1']],
    ]) {
      await on.redis.command('SADD', 'P:n:c1', 'u');
      await on.redis.command('SADD', 'P@uid:u', 'c1:n');
      const commands = await monitored(on.redis, () => make({ ...opts, cleanOnStartUp: true }).start());
      assert.deepEqual(commands, want);
    }
  });

  it('have a thousand members at most, those that come first in front', async () => {
    const service = make({ userIndex: true });
    await service.start();
    const uids = Array.from({ length: 1001 }, (_, i) => `u${i}`);
    const names = Array.from({ length: 1001 }, (_, i) => `n${i}`);
    const [many, wide] = await sent(service, [['add', 'n', uids, 'c1'], ['leave', names, 'u', 'c1']]);
    assert.deepEqual(shapes(many), ['2 SADD P:n:c1 1001', '1001 SADD P@uid: 1001']);
    assert.deepEqual(shapes(wide), ['2 SREM P@uid:u 1001', '1001 SREM P:n 1001']);
    assert.deepEqual([many, wide].map((commands) => Math.max(...commands.map((command) => command.split(' ').length - 2))), [1000, 1000]);
  });
});

/** Neighbours of one command and kind of key together: how many commands, and how many members in them. */
function shapes(commands) {
  const groups = [];
  for (const command of commands) {
    const [name, key, ...members] = command.split(' ');
    const kind = `${name} ${key.replace(/(P@uid:u|P:n)\d+(:c1)?$/, (_, start) => start.replace(/u$/, ''))}`;
    const last = groups[groups.length - 1];
    if (last && last.kind === kind) { last.count++; last.members += members.length; }
    else groups.push({ kind, count: 1, members: members.length });
  }
  return groups.map(({ kind, count, members }) => `${count} ${kind} ${members}`);
}
