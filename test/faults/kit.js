'use strict';

const assert = require('node:assert/strict');
const logging = require('pomelo-logger');
const FakeApp = require('../support/fakeApp');
const { LIMIT } = require('../support/patience');
const { startPeer } = require('../support/peer');
const { startRedis } = require('../support/redis');
const { call, turns } = require('../service/helpers');
const GlobalChannelService = require('../../lib/service/globalChannelService');

/** A sanitizer keeps what was freed, so that the size of the process says nothing. */
const MEMORY_TELLS = !process.env.ASAN_OPTIONS;

/**
 * A server for the tests of a file, and services over the Redis manager on
 * it, which are stopped after the test that made them. A call has more time
 * than the default, for a machine that is busy.
 *
 * @param {any} server has a port
 */
function services(server) {
  /** @type {any[]} */
  const made = [];
  const on = Object.assign(server, {
    service(opts = {}, app = new FakeApp(['c1', 'c2', 'c3'])) {
      const service = new GlobalChannelService(app, { port: on.server.port, commandTimeout: LIMIT, ...opts });
      made.push(service);
      return service;
    },
    async started(opts, app) {
      const service = on.service(opts, app);
      assert.deepEqual(await call(service, 'start'), [null]);
      return service;
    },
  });
  before(() => logging.clearAppenders());
  afterEach(() => Promise.all(made.splice(0).map((service) => call(service, 'stop', true))));
  return on;
}

/** A scripted server, anew for each test. */
function onPeer() {
  const on = { server: null };
  beforeEach(async () => { on.server = await startPeer(); });
  afterEach(() => on.server.close());
  return services(on);
}

/** One Redis, emptied before each test. */
function onRedis() {
  const on = { server: null };
  before(async () => { on.server = await startRedis(); });
  beforeEach(() => on.server.command('FLUSHALL'));
  after(() => on.server.stop());
  return services(on);
}

/** @param {(string | Buffer)[]} items */
function list(...items) {
  return Buffer.concat([Buffer.from(`*${items.length}\r\n`), ...items.map(bulk)]);
}

/** @param {string | Buffer} item */
function bulk(item) {
  const bytes = Buffer.from(item);
  return Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]);
}

/** Numbers from 0 up to 1 that are the same in each run. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Makes so many calls in one turn of the loop, and counts what comes back.
 *
 * @returns {Promise<Record<string, number>>} how many callbacks had which code; 'ok' for none
 */
async function flood(service, calls, afterwards = () => {}) {
  const counts = {};
  const times = new Uint8Array(calls);
  let open = calls;
  await new Promise((resolve) => {
    for (let i = 0; i < calls; i++) {
      service.add('n', i % 1000, 'c1', (err) => {
        const code = err ? err.code : 'ok';
        counts[code] = (counts[code] || 0) + 1;
        times[i]++;
        if (--open === 0) resolve();
      });
    }
    assert.equal(open, calls);
    afterwards();
  });
  await turns(10);
  assert.ok(times.every((n) => n === 1));
  return counts;
}

module.exports = { MEMORY_TELLS, onPeer, onRedis, list, bulk, random, flood };
