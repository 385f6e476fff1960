'use strict';

// A service in a process of its own, which calls the methods that its parent sends it and tells the outcomes, and for how long
// its loop was held up meanwhile at most.

const FakeApp = require('../support/fakeApp');
const GlobalChannelService = require('../../lib/service/globalChannelService');

require('pomelo-logger').clearAppenders();
const service = new GlobalChannelService(new FakeApp(['c1']), JSON.parse(process.argv[2]));

let held = 0;
let last = performance.now();
setInterval(() => {
  held = Math.max(held, performance.now() - last);
  last = performance.now();
}, 5);

process.on('message', ([id, method, ...args]) => {
  const began = performance.now();
  held = 0;
  service[method](...args, (err, value) => {
    process.send({ id, code: err ? err.code : null, message: err?.message, value, ms: performance.now() - began, held });
  });
});
process.send('ready');
