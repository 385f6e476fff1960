'use strict';

// What the scripts here have in common: a service on the server that the test names, and no log.

require('pomelo-logger').clearAppenders();
const FakeApp = require('../../support/fakeApp');
const GlobalChannelService = require('../../../lib/service/globalChannelService');

/** @param {object} opts */
module.exports = (opts) => new GlobalChannelService(new FakeApp(['c1', 'c2', 'c3']), opts);
