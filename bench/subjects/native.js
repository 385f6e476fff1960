'use strict';

// This plugin: the Redis manager, and for a whole channel the service.

const GlobalChannelService = require('../../lib/service/globalChannelService');
const plugin = require('./plugin');

module.exports = plugin(GlobalChannelService, (service) => ({
  join: (names, uid, sid, cb) => service.add(names, uid, sid, cb),
  count: (name, cb) => service.getCountByChannelName('connector', name, cb),
  pushTo: (names, cb) => service.pushMessage('connector', 'onChat', { text: 'hello' }, names, null, cb),
  leaveAll: (uid, sid, names, cb) => service.leaveAll(uid, sid, cb),
}));
