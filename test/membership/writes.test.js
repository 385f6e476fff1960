'use strict';

// Lists in add, leave and destroyChannel: what is written, in which commands, and what is told.

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const { call } = require('../service/helpers');
const { onRedis } = require('../manager/helpers');
const { monitored } = require('./monitor');

describe('lists that are written', () => {
  const on = onRedis();
  let manager;
  beforeEach(async () => { manager = await on.started({ prefix: 'P' }, new FakeApp(['c1', 'c2'])); });

  const members = async (key) => (await on.redis.command('SMEMBERS', key)).sort();
  const commands = (...args) => monitored(on.redis, () => call(manager, ...args));

  it('are one command for each channel, in one write, and one callback', async () => {
    const [name, uid] = [['a', 'b'], ['1', 2]];
    assert.deepEqual(await commands('add', name, uid, 'c1'), ['SADD P:a:c1 1 2', 'SADD P:b:c1 1 2']);
    assert.deepEqual([await members('P:a:c1'), await members('P:b:c1')], [['1', '2'], ['1', '2']]);
    assert.deepEqual(await commands('leave', name, 2, 'c1'), ['SREM P:a:c1 2', 'SREM P:b:c1 2']);
    assert.deepEqual(await commands('add', 'a', [3], 'c1'), ['SADD P:a:c1 3']);
    assert.deepEqual(await call(manager, 'add', name, uid, 'c1'), [null]);
    assert.deepEqual(await commands('destroyChannel', name), ['UNLINK P:a:c1 P:a:c2', 'UNLINK P:b:c1 P:b:c2']);
    assert.deepEqual(await on.keys(), []);
  });

  it('have at most a thousand members in a command', async () => {
    const uids = Array.from({ length: 2500 }, (_, i) => i);
    const seen = await commands('add', 'a', uids, 'c1');
    assert.deepEqual(seen.map((command) => command.split(' ').length - 2), [1000, 1000, 500]);
    assert.equal(await on.redis.command('SCARD', 'P:a:c1'), 2500);
  });

  it('that are empty cost nothing', async () => {
    assert.deepEqual(await commands('add', [], '1', 'c1'), []);
    for (const args of [['add', [], '1', 'c1'], ['leave', ['a'], [], 'c1'], ['destroyChannel', []]]) assert.deepEqual(await call(manager, ...args), [null]);
  });

  it('are not written when anything in them cannot be used, and the error names it', async () => {
    for (const [args, place] of [[[['a', null], '1', 'c1'], 'names[1]'], [['a', [1, [2]], 'c1'], 'uids[1]'], [['a', ['1'], ['c1']], 'sid'], [[{}, '1', 'c1'], 'name']]) {
      const [err] = await call(manager, 'add', ...args);
      assert.deepEqual([err.code, err.message.split(':')[0]], ['EINVAL', place]);
    }
    assert.deepEqual(await on.keys(), []);
  });

  it('are read during the call', async () => {
    const names = ['a'];
    const over = call(manager, 'add', names, '1', 'c1');
    names[0] = 'b';
    await over;
    assert.deepEqual(await on.keys(), ['P:a:c1']);
  });

  it('that fail in part are all tried, and the error has the first as its cause', async () => {
    await on.redis.command('MSET', 'P:b:c1', 'x', 'P:c:c1', 'x');
    const [err] = await call(manager, 'add', ['a', 'b', 'c', 'd'], ['1', '2'], 'c1');
    assert.deepEqual([err.code, err.reply, err.maybeExecuted, err.cause.code, err.cause.reply], ['EREPLY', 'WRONGTYPE', true, 'EREPLY', 'WRONGTYPE']);
    assert.deepEqual([await members('P:a:c1'), await members('P:d:c1')], [['1', '2'], ['1', '2']]);
    const [plain] = await call(manager, 'add', 'b', '1', 'c1');
    assert.deepEqual([plain.reply, plain.maybeExecuted, plain.cause], ['WRONGTYPE', undefined, undefined]);
  });

  it('are refused whole when the queue is full', async () => {
    const small = await on.started({ prefix: 'Q', maxQueue: 1 });
    const first = call(small, 'add', 'a', '1', 'c1');
    const [err] = await call(small, 'add', ['a', 'b'], '2', 'c1');
    assert.deepEqual([err.code, await first], ['EQUEUEFULL', [null]]);
    assert.deepEqual(await on.keys(), ['Q:a:c1']);
    const two = await on.started({ prefix: 'Q', maxQueue: 2 }, new FakeApp(['c1']));
    const before = call(two, 'add', 'b', '1', 'c1');
    const [full] = await call(two, 'destroyChannel', ['a', 'b']);
    assert.deepEqual([full.code, full.maybeExecuted, await before], ['EQUEUEFULL', undefined, [null]]);
    assert.deepEqual(await on.keys(), ['Q:a:c1', 'Q:b:c1']);
    assert.deepEqual(await call(two, 'destroyChannel', ['a', 'b']), [null]);
  });
});
