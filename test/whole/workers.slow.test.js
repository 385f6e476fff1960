'use strict';

const assert = require('node:assert/strict');
const net = require('node:net');
const path = require('node:path');
const { once } = require('node:events');
const { runNode } = require('../support/child');
const { startRedis, freePort } = require('../support/redis');

const TIMES = 30;

describe('thirty worker threads in a row end without harm', function () {
  this.timeout(120000);
  const ports = {};
  let redis, mute;

  before(async () => {
    redis = await startRedis();
    mute = net.createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    ports.mute = /** @type {net.AddressInfo} */ (mute.address()).port;
    ports.redis = redis.port;
    ports.nobody = await freePort();
  });
  after(async () => {
    mute.close();
    await redis.stop();
  });

  const STAGES = {
    made: 'redis', resolving: 'redis', connecting: 'redis', greeting: 'mute', retrying: 'nobody', connected: 'redis',
    waiting: 'redis', answering: 'redis', stopping: 'redis', 'process.exit': 'redis',
  };

  for (const [stage, server] of Object.entries(STAGES)) {
    it(`terminated at this stage: ${stage}`, async () => {
      // Workers connect in the gaps between the pauses, and wait for replies in the pauses.
      const pausing = stage === 'waiting' && setInterval(() => redis.command('CLIENT', 'PAUSE', 60, 'WRITE'), 40);
      const { code, signal, messages, output } = await runNode(path.join(__dirname, 'workers.js'), [stage, ports[server], TIMES]);
      clearInterval(pausing || undefined);
      assert.deepEqual({ code, signal, messages }, { code: 0, signal: null, messages: ['survived'] }, output);
    });
  }
});
