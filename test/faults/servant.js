'use strict';

// A service in a process of its own, which calls the methods that its parent sends it and tells the outcomes, and what is
// logged. 'turn' is answered at once, by any loop that is not held up.

const { format } = require('node:util');
const logging = require('pomelo-logger');
const FakeApp = require('../support/fakeApp');
const GlobalChannelService = require('../../lib/service/globalChannelService');

logging.clearAppenders();
logging.addAppender(({ data }) => process.send({ line: format(...data) }), 'pomelo');
const service = new GlobalChannelService(new FakeApp(['c1']), JSON.parse(process.argv[2]));

process.on('message', ([id, method, ...args]) => {
  if (method === 'turn') return process.send({ id });
  service[method](...args, (err, value) => process.send({ id, code: err ? err.code : null, message: err?.message, value }));
});
process.send('ready');
