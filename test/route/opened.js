'use strict';

const logging = require('pomelo-logger');
const ClusterRoute = require('../../lib/route/cluster');
const { parse } = require('../../lib/options');
const { LIMIT } = require('../support/patience');

/** What a test opens is closed after it: routes, then clusters. */
function withRoutes() {
  before(() => logging.clearAppenders());
  const on = {
    /** @type {(() => Promise<unknown>)[]} */
    ends: [],
    /** @type {{ kind: number, error: any, fatal: boolean }[]} */
    news: [],

    /** A route to the cluster, whose nodes are all greeted. */
    async opened(cluster, opts = {}) {
      const route = on.opening(cluster, opts);
      await route.ready;
      return route;
    },

    opening(cluster, opts = {}) {
      const { options, error } = parse({ cluster: cluster.addresses, commandTimeout: LIMIT, ...opts });
      if (error) throw error;
      let isReady;
      let isClosed;
      const ready = new Promise((resolve) => { isReady = resolve; });
      const closed = new Promise((resolve) => { isClosed = resolve; });
      const tell = (kind, reason, fatal) => (kind === 0 ? isReady() : on.news.push({ kind, error: reason, fatal }));
      const route = Object.assign(new ClusterRoute(options, tell, isClosed), { ready, closed });
      on.ends.push(() => {
        route.close();
        return closed;
      });
      return route;
    },
  };
  afterEach(async () => {
    on.news = [];
    for (const end of on.ends.splice(0).reverse()) await end();
  });
  return on;
}

/** What the call calls back with. */
function call(route, method, ...args) {
  return new Promise((resolve, reject) => {
    const code = route[method](...args, (...answer) => resolve(answer));
    if (code !== 0) reject(new Error(`code ${code}`));
  });
}

module.exports = { withRoutes, call };
