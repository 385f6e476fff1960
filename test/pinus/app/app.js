'use strict';

require('reflect-metadata');
const { pinus } = require('pinus');
const globalChannel = require('pomelo-globalchannel-native/pinus');

const app = pinus.createApp();
app.set('name', 'lobby');

app.configure('all', 'connector', () => {
  app.set('connectorConfig', { connector: pinus.connectors.hybridconnector, heartbeat: 3 });
});

const redis = require('./config/redis.json').development;
app.use(globalChannel, { host: redis.host, port: redis.port, max_attempts: 1 });

app.event.on('start_all', () => console.log('every server is up'));
app.start();
