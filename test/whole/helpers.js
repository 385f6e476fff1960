'use strict';

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const { LIMIT } = require('../support/patience');
const { startRedis } = require('../support/redis');
const { call } = require('../service/helpers');
const component = require('../../lib/components/globalChannel');

/**
 * One Redis for the tests of a file, emptied before each. Services made here
 * are stopped after the test; a call of theirs has more time than the default,
 * for a machine that is busy.
 */
function onRedis() {
  const made = [];
  const on = {
    /** @type {any} */
    redis: null,
    async started(app = new FakeApp(['c1', 'c2', 'c3']), opts = {}) {
      const service = component(app, { port: on.redis.port, commandTimeout: LIMIT, ...opts });
      made.push(service);
      assert.deepEqual(await call(service, 'start'), [null]);
      return service;
    },
  };
  before(async () => { on.redis = await startRedis(); });
  beforeEach(() => on.redis.command('FLUSHALL'));
  afterEach(() => Promise.all(made.splice(0).map((service) => call(service, 'stop', true))));
  after(() => on.redis.stop());
  return on;
}

/**
 * Random numbers, the same for the same seed.
 *
 * @param {number} seed
 */
function randomness(seed) {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n) => Math.floor(random() * n);
  const pick = (list) => list[below(list.length)];
  return { random, below, pick };
}

module.exports = { onRedis, randomness };
