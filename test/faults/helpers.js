'use strict';

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const { startRedis } = require('../support/redis');
const { startProxy } = require('../support/proxy');
const { startPeer } = require('../support/peer');
const { call, logged } = require('../service/helpers');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');

/**
 * What a test makes is gone after it: managers stopped, proxies and peers closed, servers ended. `on.redis` is one server for all
 * tests of a file, emptied before each.
 */
function withFaults() {
  const on = {
    /** @type {any} */
    redis: null,
    /** @type {(() => Promise<unknown>)[]} */
    ends: [],
    async server(how) {
      const redis = await startRedis(how);
      on.ends.push(() => redis.stop());
      return redis;
    },
    async proxy(target = on.redis) {
      const proxy = await startProxy(target);
      on.ends.push(() => proxy.close());
      return proxy;
    },
    async peer(answer, where) {
      const peer = await startPeer(answer, where);
      on.ends.push(() => peer.close());
      return peer;
    },
    manager(opts = {}) {
      const manager = new RedisGlobalChannelManager(new FakeApp(['c1', 'c2', 'c3']), { port: on.redis.port, ...opts });
      on.ends.push(() => call(manager, 'stop', true));
      return manager;
    },
    async started(opts) {
      const manager = on.manager(opts);
      assert.deepEqual(await call(manager, 'start'), [null]);
      return manager;
    },
    members: async (name, sid) => (await on.redis.command('SMEMBERS', `POMELO:CHANNEL:${name}:${sid}`)).sort(),
  };
  before(async () => { on.redis = await startRedis(); });
  beforeEach(() => on.redis.command('FLUSHALL'));
  afterEach(async () => {
    // The managers first: they were made last.
    for (const end of on.ends.splice(0).reverse()) await end();
  });
  after(() => on.redis.stop());
  return on;
}

/** How long `run` took, in ms, and what it gave. */
async function timed(run) {
  const began = performance.now();
  const value = await run();
  return { ms: performance.now() - began, value };
}

/** The share of one processor, 0 to 1, that this process used while `run` ran. */
async function cpuShare(run) {
  const began = performance.now();
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (performance.now() - began);
}

/** Runs `work` on 0, 1, ... below count, at most `width` of them at a time. */
async function inParallel(count, width, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

/** Resolves once `condition` holds; rejects after `ms`. */
async function until(condition, ms = 5000) {
  for (const end = Date.now() + ms; !await condition();) {
    if (Date.now() > end) throw new Error(`did not come true within ${ms} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The outcome of a call without an error. */
async function fine(manager, ...args) {
  const [err, value] = await call(manager, ...args);
  assert.ifError(err);
  return value;
}

/** The error of a call that fails. */
async function failing(manager, ...args) {
  const [err] = await call(manager, ...args);
  assert.ok(err instanceof Error, `${args[0]} succeeded`);
  return err;
}

module.exports = { withFaults, timed, cpuShare, inParallel, until, fine, failing, call, logged };
