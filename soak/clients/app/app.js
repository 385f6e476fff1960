'use strict';

// Connectors with Pomelo's hybrid connector, and chat servers that push to the channels; the plugin with its defaults.

const path = require('path');
const pomelo = require('pomelo');
const globalChannel = require('pomelo-globalchannel-native');

const app = pomelo.createApp();
app.set('name', 'soak');
app.configure('all', 'connector', () => app.set('connectorConfig', { connector: pomelo.connectors.hybridconnector }));
app.loadConfig('redis', app.getBase() + '/config/redis.json');
const { host, port } = app.get('redis');
app.use(globalChannel, { globalChannel: { host, port, prefix: 'SOAK' } });

// What runs is a copy; the clone that it is of is where the package is.
const root = path.dirname(require.resolve('pomelo-globalchannel-native'));
require(path.join(root, 'soak/clients', app.getServerType() === 'chat' ? 'pusher' : 'gauge'))(app);
app.event.on('start_all', () => console.log('every server is up'));
app.start();
