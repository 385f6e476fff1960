'use strict';

// A Pomelo application whose global channel service does not start, told by its argument what else it does.

const plugin = require('../..');
const MemoryManager = require('../support/memoryManager');
const { pomeloApp } = require('./pomeloApp');

const [base, what] = process.argv.slice(2);
const manager = new MemoryManager({ start: 'fails', all: 'async' });
const app = pomeloApp(base, 'chat');
app.use(plugin, { globalChannel: { channelManager: manager } });
const service = app.get('globalChannelService');

const ACTS = {
  'leaves it at that': () => app.start(() => {}),
  'has set 3 before'() {
    process.exitCode = 3;
    app.start(() => {});
  },
  'sets 3 then': () => app.start(() => { process.exitCode = 3; }),
  'sets 0 before'() {
    process.exitCode = 0;
    app.start(() => {});
  },
  'starts it again': () => app.start(() => {
    manager.how.start = 'async';
    service.start(() => service.stop(true));
  }),
  'sets 3 and starts it again': () => app.start(() => {
    manager.how.start = 'async';
    process.exitCode = 3;
    service.start(() => service.stop(true));
  }),
  'starts it by itself': () => service.start(() => {}),
  'stops it meanwhile'() {
    app.start(() => {});
    service.stop(true, () => {});
  },
  'has stopped it': () => service.stop(true, () => app.start(() => {})),
};
ACTS[what]();
