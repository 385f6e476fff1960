'use strict';

// Tells by how much the process has grown after a call with a name of 100 MiB.

const FakeApp = require('../support/fakeApp');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');
const { call, turns } = require('../service/helpers');

main();

async function main() {
  const manager = new RedisGlobalChannelManager(new FakeApp(), { port: process.argv[2] });
  await call(manager, 'start');
  const before = memory();
  await call(manager, 'add', 'x'.repeat(100 << 20), 'u', 'c1');
  await turns(5);
  process.send(memory() - before);
  await call(manager, 'stop', true);
}

function memory() {
  for (let i = 0; i < 3; i++) global.gc();
  return process.memoryUsage().rss;
}
