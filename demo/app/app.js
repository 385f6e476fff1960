'use strict';

const pomelo = require('pomelo');
const globalChannel = require('pomelo-globalchannel-native');

const app = pomelo.createApp();
app.set('name', 'lobby');

app.configure('all', 'connector', () => {
  app.set('connectorConfig', { connector: pomelo.connectors.hybridconnector, heartbeat: 3 });
});

app.loadConfig('redis', app.getBase() + '/config/redis.json');
app.use(globalChannel, {
  globalChannel: {
    prefix: 'DEMO',
    leaveOnClose: true,
    heartbeat: 0.3, // so that nobody waits long here; 5 is enough in a game
    cleanOwnOnStartUp: true,
    ...app.get('redis'),
  },
});

app.event.on('start_all', () => console.log('every server is up'));
app.start();
