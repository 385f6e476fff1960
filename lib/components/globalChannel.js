'use strict';

const rpcNoDelay = require('../delivery/rpcNoDelay');
const chooseScheduler = require('../delivery/setting');
const log = require('../log');
const { parseOwn } = require('../options');
const makeComponent = require('../service/component');

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
  const options = parseOwn(opts);
  const component = chooseScheduler(makeComponent(app, opts), app, options);
  return rpcNoDelay(component, app, options);
};
