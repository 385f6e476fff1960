'use strict';

// Tells by how many times the length of a huge name the process has grown after a call with it. What the garbage collector
// and malloc give back late is waited for.

const FakeApp = require('../support/fakeApp');
const { LIMIT, until } = require('../support/patience');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');
const { call } = require('../service/helpers');

const LENGTH = 100 << 20;

main();

async function main() {
  const manager = new RedisGlobalChannelManager(new FakeApp(), { port: process.argv[2], commandTimeout: LIMIT });
  await call(manager, 'start');
  const before = memory();
  await call(manager, 'add', 'x'.repeat(LENGTH), 'u', 'c1');
  let least = Infinity;
  await until(() => (least = Math.min(least, (memory() - before) / LENGTH)) < 0.5, 5000).catch(() => {});
  process.send(least);
  await call(manager, 'stop', true);
}

function memory() {
  for (let i = 0; i < 3; i++) global.gc();
  return process.memoryUsage().rss;
}
