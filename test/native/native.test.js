'use strict';

const assert = require('node:assert/strict');
const { createHook } = require('node:async_hooks');
const path = require('node:path');
const { runNode } = require('../support/child');
const { until } = require('../support/patience');
const { startRedis } = require('../support/redis');
const loadNative = require('../../lib/native');

const script = (name) => path.join(__dirname, name);

describe('the addon', () => {
  let redis;
  before(async () => { redis = await startRedis(); });
  after(() => redis.stop());

  it('names its codes as the documentation does', () => {
    const { codes } = loadNative();
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'ENOENT', 'ETIMEDOUT', 'ECONNLOST', 'EQUEUEFULL', 'ESTOPPED', 'EPROTOCOL', 'EREPLY', 'EINVAL']) {
      assert.ok(codes.includes(code), code);
    }
    assert.equal(new Set(codes).size, codes.length);
  });

  for (const seed of [1, 20, 300]) {
    it(`survives arguments of any kind, and answers what it took (seed ${seed})`, async () => {
      const { code, signal, messages, output } = await runNode(script('fuzzing.js'), [redis.port, seed]);
      assert.deepEqual({ code, signal }, { code: 0, signal: null }, output);
      const [{ calls, answered }] = messages;
      assert.ok(calls > 100, `took only ${calls} calls`);
      assert.equal(answered, calls + 1);
    });
  }

  it('throws for a session without an address, with little room, or without callbacks', () => {
    const { open, close } = loadNative();
    const nothing = () => {};
    const target = { host: '127.0.0.1', port: String(redis.port) };
    for (const args of [[], [{}], [{ host: 'h' }], [target], [target, new Uint32Array(3), nothing, nothing, nothing],
      [target, new Uint8Array(16384), nothing, nothing, nothing], [target, new Uint32Array(16384), nothing, nothing]]) {
      assert.throws(() => close(open(...args)), Error);
    }
  });

  it('sends to the descriptors of an Int32Array the bytes of a Uint8Array, and takes nothing else', () => {
    const { send } = loadNative();
    const bytes = Buffer.from('bytes');
    const detached = [new Int32Array(2).fill(-1), new Uint8Array(2)];
    structuredClone(null, { transfer: detached.map(({ buffer }) => buffer) });
    const nobody = new Int32Array(2).fill(-1);
    for (const args of [[], [nobody], [nobody, null], [nobody, 'bytes'], [nobody, new Int8Array(2)], [nobody, bytes.buffer], [nobody, new DataView(bytes.buffer)],
      [nobody, Buffer.alloc(0)], [nobody, detached[1]], [[-1], bytes], [new Uint32Array(2), bytes], [-1, bytes], [nobody.buffer, bytes], [null, bytes]]) {
      assert.equal(send(...args), undefined);
    }
    assert.deepEqual([...nobody], [-1, -1]);
    assert.deepEqual([send(nobody, bytes), ...nobody], [2, 0, 0]);
    assert.deepEqual([send(new Int32Array(0), bytes), send(detached[0], bytes)], [0, 0]);
  });

  it('ends the async context of a session with it', async () => {
    const { open, close } = loadNative();
    const begun = new Set();
    const alive = new Set();
    const hook = createHook({
      init: (id, type) => void (type === 'globalChannel' && begun.add(id) && alive.add(id)),
      destroy: (id) => void alive.delete(id),
    }).enable();
    const options = { host: '127.0.0.1', port: String(redis.port), prefix: 'P', db: 0 };
    await Promise.all(Array.from({ length: 20 }, () => new Promise((resolve) => {
      const session = open(options, new Uint32Array(16384), () => {}, () => close(session), resolve);
    })));
    await until(() => alive.size === 0);
    hook.disable();
    assert.deepEqual([begun.size, alive.size], [20, 0]);
  });

  it('where it cannot be loaded: start says ENOADDON and what to do; a custom manager does not need it', async () => {
    const { messages: [said], output } = await runNode(script('withoutAddon.js'));
    assert.ok(said, output);
    assert.deepEqual(said.uids, ['u']);
    assert.equal(said.askedByThen, 0);
    assert.equal(said.asked, 1);
    assert.deepEqual([said.code, said.routed], ['ENOADDON', 'ENOADDON']);
    assert.match(said.message, /\(\/the\/addon\.node: what the loader says\); `npm run build` in /);
    assert.ok(!said.message.includes('\n'));
    assert.match(said.cause, /what the loader says\n/);
  });

  it('where it finds no memory: start says ENOMEM, and may be called again', async () => {
    const { messages: [said], output } = await runNode(script('withoutMemory.js'), [redis.port]);
    assert.ok(said, output);
    assert.deepEqual(said.first, { code: 'ENOMEM', message: 'out of memory: the native addon cannot be set up', cause: 'what the addon throws' });
    assert.equal(said.second, null);
  });

  it('takes no question to nobody, also when a list of servers asks something else while it is read', () => {
    const { open, close, members, clean, codes } = loadNative();
    const session = open({ host: '127.0.0.1', port: String(redis.port), prefix: 'P', db: 0 }, new Uint32Array(16384), () => {}, () => {}, () => {});
    const asking = Object.defineProperty(['c1'], 0, { get: () => clean(session, 1) || 'c1' });
    for (const sids of [[], asking]) assert.equal(codes[members(session, 0, 'n', sids)], 'EINVAL');
    close(session);
  });
});
