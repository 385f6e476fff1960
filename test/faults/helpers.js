'use strict';

const assert = require('node:assert/strict');
const { format } = require('node:util');
const logging = require('pomelo-logger');
const FakeApp = require('../support/fakeApp');
const { startRedis } = require('../support/redis');
const { startProxy } = require('../support/proxy');
const { startPeer } = require('../support/peer');
const { LIMIT } = require('../support/patience');
const { call, logged } = require('../service/helpers');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');

/**
 * What a test makes is gone after it: managers stopped, proxies and peers closed, servers ended. `on.redis` is one server for all
 * tests of a file, emptied before each. A call has more time than the default, for a machine that is busy.
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
      const manager = new RedisGlobalChannelManager(new FakeApp(['c1', 'c2', 'c3']), { port: on.redis.port, commandTimeout: LIMIT, ...opts });
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

/**
 * Runs `run`, during which the loop must wait most of the time. One that turns without end never waits, on any machine.
 */
async function idle(run) {
  const before = performance.eventLoopUtilization();
  await run();
  const { utilization } = performance.eventLoopUtilization(before);
  assert.ok(utilization < 0.9, `the loop was busy for ${utilization} of the time`);
}

/** How many attempts to connect there may be within so many ms by the clock: 25 a second, and the first. */
function attemptsWithin(ms) {
  return Math.floor(ms / 39) + 1;
}

/** The pauses before the next attempt that these lines tell, in ms. */
function pauses(lines) {
  return lines.map(({ text }) => Number(/trying again in (\d+) ms/.exec(text)?.[1])).filter((ms) => ms >= 0);
}

/** Resolves once the log has said this; within `logged`. */
function told(pattern) {
  return new Promise((resolve) => {
    logging.addAppender(({ data }) => pattern.test(format(...data)) && resolve(), 'pomelo');
  });
}

/** Runs `work` on 0, 1, ... below count, at most `width` of them at a time. */
async function inParallel(count, width, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
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

/** The outcome of a call that is made again while it times out, as callers may: a busy machine needs more than a short timeout. */
async function atLast(manager, ...args) {
  for (;;) {
    const [err, value] = await call(manager, ...args);
    if (!err) return value;
    assert.equal(err.code, 'ETIMEDOUT', err.message);
  }
}

/** The first of these that is not in its place, counted from 0, or -1: a thousand numbers need not be shown. */
function misplaced(order, count) {
  return order.length === count ? order.findIndex((n, i) => n !== i) : `${order.length} of ${count}`;
}

module.exports = { withFaults, idle, attemptsWithin, pauses, told, inParallel, fine, failing, atLast, misplaced, call, logged };
