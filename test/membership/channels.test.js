'use strict';

// All channels, found by their keys.

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const { call } = require('../service/helpers');
const { onRedis } = require('../manager/helpers');
const { monitored } = require('./monitor');

describe('getChannels of the Redis manager', () => {
  const on = onRedis();
  const add = (key, ...uids) => on.redis.command('SADD', key, ...uids);
  const started = (prefix, ids = ['c1', 'c2']) => on.started({ prefix }, new FakeApp(ids));

  it('tells names, counts and servers, sorted by code units', async () => {
    const manager = await started('P');
    for (const [key, ...uids] of [['P:b:c1', 'u1', 'u2'], ['P:b:c2', 'u1'], ['P:B:c2', 'u1'], ['P:\uffff:c1', 'u'], ['P:\u{10000}:c1', 'u']]) await add(key, ...uids);
    assert.deepEqual(await call(manager, 'getChannels'), [null, [
      { name: 'B', count: 1, sids: { c2: 1 } },
      { name: 'b', count: 3, sids: { c1: 2, c2: 1 } },
      { name: '\u{10000}', count: 1, sids: { c1: 1 } },
      { name: '\uffff', count: 1, sids: { c1: 1 } },
    ]]);
  });

  it('takes the longest registered id for the sid, else what is behind the last colon', async () => {
    const manager = await started('P', ['b', 'a:b', 'x:y']);
    for (const key of ['P:n:a:b', 'P:n:b', 'P:n:gone', 'P:n:x:y', 'P:a:b', 'P:n:m:gone']) await add(key, 'u');
    const [, channels] = await call(manager, 'getChannels');
    assert.deepEqual(channels.map(({ name, sids }) => [name, sids]), [
      ['a', { b: 1 }], ['n', { 'a:b': 1, b: 1, gone: 1, 'x:y': 1 }], ['n:m', { gone: 1 }],
    ]);
  });

  it('leaves out what is no set, what has no name, and what is another\'s', async () => {
    const manager = await started('P*[a]');
    await add('P*[a]:n:c1', 'u');
    for (const key of ['PxP:n:c1', 'P*[a]2:n:c1', 'P*[a]::c1', 'P*[a]:c1', 'P*[a]@uid:u']) await add(key, 'u');
    await on.redis.command('SET', 'P*[a]:text:c1', 'x');
    assert.deepEqual(await call(manager, 'getChannels'), [null, [{ name: 'n', count: 1, sids: { c1: 1 } }]]);
  });

  it('knows __proto__ as a name and as a sid', async () => {
    const manager = await started('P');
    await add('P:__proto__:__proto__', 'u');
    const [, [channel]] = await call(manager, 'getChannels');
    assert.deepEqual([channel.name, Object.entries(channel.sids)], ['__proto__', [['__proto__', 1]]]);
  });

  it('is an empty list without channels', async () => {
    assert.deepEqual(await call(await started('P'), 'getChannels'), [null, []]);
  });

  it('uses SCAN in steps and one SCARD for each key, and never KEYS', async () => {
    const manager = await started('P');
    await on.redis.command('EVAL', 'for i = 1, 5000 do redis.call("SADD", "P:n" .. i .. ":c1", "u") end', 0);
    let channels;
    const commands = await monitored(on.redis, async () => { [, channels] = await call(manager, 'getChannels'); });
    assert.equal(channels.length, 5000);
    const words = commands.map((command) => command.split(' ')[0]);
    assert.deepEqual([...new Set(words)].sort(), ['SCAN', 'SCARD']);
    assert.ok(words.filter((word) => word === 'SCAN').length > 1);
    assert.equal(words.filter((word) => word === 'SCARD').length, 5000);
  });

  it('fails with what Redis refuses', async () => {
    await on.redis.command('ACL', 'SETUSER', 'dash', 'on', 'nopass', '~*', '+@all', '-scard');
    const manager = await on.started({ prefix: 'P', username: 'dash', password: 'x' }, new FakeApp(['c1']));
    await add('P:n:c1', 'u');
    const [err] = await call(manager, 'getChannels');
    assert.deepEqual([err.code, err.reply], ['EREPLY', 'NOPERM']);
  });
});
