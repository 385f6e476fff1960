'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const FakeApp = require('../support/fakeApp');
const { LIMIT } = require('../support/patience');
const { startRedis } = require('../support/redis');

/** What an application passes to app.use, old and new. */
const PLUGINS = {
  old: require('pomelo-globalchannel-plugin'),
  new: require('../../index'),
};

/** The service of a plugin, made as Pomelo makes it. */
function make(plugin, app, opts) {
  const component = require(path.join(PLUGINS[plugin].components, 'globalChannel.js'));
  return component(app, opts);
}

/**
 * Both plugins on one Redis, which is emptied before each test. Services made
 * here are stopped after the test; a call of theirs has more time than the
 * default, for a machine that is busy.
 */
function onRedis() {
  const made = [];
  const on = {
    /** @type {any} */
    redis: null,
    make(plugin, app = new FakeApp(['c1', 'c2', 'c3']), opts = {}) {
      const service = make(plugin, app, { port: on.redis.port, commandTimeout: LIMIT, ...opts });
      made.push(service);
      return service;
    },
    async started(plugin, app, opts) {
      const service = on.make(plugin, app, opts);
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
 * Calls a method, and gives what its callback got. The old plugin may call
 * back from inside.
 *
 * @returns {Promise<any[]>}
 */
function call(service, method, ...args) {
  return new Promise((resolve) => service[method](...args, (...got) => resolve(got)));
}

module.exports = { onRedis, call };
