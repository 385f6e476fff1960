'use strict';

// This plugin: the Redis manager, and for a whole channel the service.

const GlobalChannelService = require('../../lib/service/globalChannelService');
const plugin = require('./plugin');

module.exports = plugin(GlobalChannelService);
