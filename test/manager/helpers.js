'use strict';

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const { LIMIT } = require('../support/patience');
const { startRedis } = require('../support/redis');
const { call } = require('../service/helpers');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');

/**
 * One Redis for the tests of a file, emptied before each. Managers made here
 * are stopped after the test; a call of theirs has more time than the default,
 * for a machine that is busy.
 *
 * @param {Parameters<typeof startRedis>[0]} [how]
 */
function onRedis(how) {
  const made = [];
  const on = {
    /** @type {any} */
    redis: null,
    manager(opts, app = new FakeApp(['c1', 'c2', 'c3'])) {
      const manager = new RedisGlobalChannelManager(app, { port: on.redis.port, commandTimeout: LIMIT, ...opts });
      made.push(manager);
      return manager;
    },
    async started(opts, app) {
      const manager = on.manager(opts, app);
      assert.deepEqual(await call(manager, 'start'), [null]);
      return manager;
    },
    /** The keys of the database that the tests' own connection has selected. */
    async keys() {
      return (await on.redis.command('KEYS', '*')).sort();
    },
  };
  before(async () => { on.redis = await startRedis(how); });
  beforeEach(() => on.redis.command('FLUSHALL'));
  afterEach(() => Promise.all(made.splice(0).map((manager) => call(manager, 'stop', true))));
  after(() => on.redis.stop());
  return on;
}

/** All arguments but one as they should be, and the one in its place. */
const METHODS = {
  add: ['name', 'uid', 'sid'],
  leave: ['name', 'uid', 'sid'],
  getMembersBySid: ['name', 'sid'],
  destroyChannel: ['name'],
};

module.exports = { onRedis, METHODS };
