'use strict';

// Starts a service, ends its Redis, and stops the service while it looks for Redis.

const FakeApp = require('../support/fakeApp');
const component = require('../../lib/components/globalChannel');
const { encode } = require('../support/resp');

const [port] = process.argv.slice(2);
const service = component(new FakeApp(['c1']), { port });

service.start((err) => {
  if (err) throw err;
  const redis = require('node:net').connect(Number(port), '127.0.0.1');
  redis.write(encode(['SHUTDOWN', 'NOSAVE']));
  redis.resume().on('error', () => {}).on('close', () => {
    setTimeout(() => service.stop(false, () => process.send('stopped')), 100);
  });
});
