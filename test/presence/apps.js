'use strict';

const FakeApp = require('../support/fakeApp');
const { call } = require('../service/helpers');
const { LIMIT } = require('../support/patience');
const { startRedis } = require('../support/redis');
const GlobalChannelService = require('../../lib/service/globalChannelService');

/** An application that is one of some servers. @param {string} id @param {string[]} sids @param {string[]} [backends] */
function appOf(id, sids, backends = ['b1']) {
  const app = new FakeApp(sids);
  for (const backend of backends) app.addServer({ id: backend, serverType: 'chat' });
  return Object.assign(app, { getServerId: () => id, getCurServer: () => app.servers[id] });
}

/** One Redis, emptied before each test, and services that are stopped after it. */
function withServices() {
  const made = [];
  const on = {
    /** @type {any} */
    redis: null,
    service(id, opts, sids = ['c1', 'c2']) {
      const app = appOf(id, sids);
      const service = new GlobalChannelService(app, { port: on.redis.port, prefix: 'P', commandTimeout: LIMIT, ...opts });
      app.set('globalChannelService', service);
      made.push(service);
      return { app, service };
    },
    async started(id, opts, sids) {
      const all = on.service(id, opts, sids);
      const [err] = await call(all.service, 'start');
      if (err) throw err;
      return all;
    },
    keys: async () => (await on.redis.command('KEYS', '*')).sort(),
    members: async (key) => (await on.redis.command('SMEMBERS', key)).sort(),
  };
  before(async () => { on.redis = await startRedis(); });
  beforeEach(() => on.redis.command('FLUSHALL'));
  afterEach(() => Promise.all(made.splice(0).map((service) => call(service, 'stop', true))));
  after(() => on.redis.stop());
  return on;
}

module.exports = { withServices };
