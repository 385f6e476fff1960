'use strict';

// What the scripts here have in common: a service on the server that the test names, with time for a busy machine,
// and no log.

require('pomelo-logger').clearAppenders();
const { LIMIT } = require('../../support/patience');
const FakeApp = require('../../support/fakeApp');
const GlobalChannelService = require('../../../lib/service/globalChannelService');

/** @param {object} opts */
module.exports = (opts) => new GlobalChannelService(new FakeApp(['c1', 'c2', 'c3']), { commandTimeout: LIMIT, ...opts });
