'use strict';

// pomelo-globalchannel-plugin: its Redis manager, and for a whole channel its service.

const peer = require('./peer');
const plugin = require('./plugin');

module.exports = plugin(peer('pomelo-globalchannel-plugin/lib/service/globalChannelService'));
