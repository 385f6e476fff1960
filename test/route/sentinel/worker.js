'use strict';

// A worker thread that asks by way of Sentinels until it is ended from outside.

const { workerData } = require('worker_threads');
const RedisGlobalChannelManager = require('../../../lib/manager/redisGlobalChannelManager');

require('pomelo-logger').clearAppenders();
const manager = new RedisGlobalChannelManager({ getServers: () => ({}) }, workerData);
manager.start(() => setInterval(() => {
  for (let i = 0; i < 20; i++) manager.add('n', String(i), 'c1', () => {});
}, 1));
