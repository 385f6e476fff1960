'use strict';

const pomelo = require('pomelo');
const globalChannel = require('pomelo-globalchannel-native');

const app = pomelo.createApp();
app.set('name', 'leaving');
app.configure('all', 'connector', () => app.set('connectorConfig', { connector: pomelo.connectors.hybridconnector, heartbeat: 60 }));
app.loadConfig('redis', app.getBase() + '/config/redis.json');
app.use(globalChannel, { globalChannel: { ...app.get('redis'), prefix: 'P', leaveOnClose: true } });
app.event.on('start_all', () => console.log('every server is up'));
app.start();
