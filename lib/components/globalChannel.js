'use strict';

const rpcNoDelay = require('../delivery/rpcNoDelay');
const log = require('../log');
const { parseOwn } = require('../options');
const componentOf = require('../service/component');
const GlobalChannelService = require('../service/globalChannelService');

/**
 * The component that Pomelo loads for `app.use(plugin, { globalChannel: opts })`.
 *
 * Pomelo calls it without `new`. It has to stay anonymous: a function with a
 * name would be registered under that name instead of the service's.
 *
 * @param {import('../service/types').App} app
 * @param {Record<string, any>} opts
 */
module.exports = function (app, opts) {
  log.use(app);
  const service = new GlobalChannelService(app, opts);
  service.name = '__globalChannel__';
  app.set('globalChannelService', service, true);
  return rpcNoDelay(componentOf(service), app, parseOwn(opts));
};
