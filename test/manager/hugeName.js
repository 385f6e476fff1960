'use strict';

// Tells by how many times the length of a huge text the process has grown after a call with it for a name, or with a slice
// of it. What the garbage collector and malloc give back late is waited for.

const FakeApp = require('../support/fakeApp');
const { LIMIT, until } = require('../support/patience');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');
const { call } = require('../service/helpers');

const LENGTH = 100 << 20;
const NAMES = {
  whole: () => 'x'.repeat(LENGTH),
  slice: () => Buffer.alloc(LENGTH, 'x').toString('latin1').slice(0, 40),
};

main();

async function main() {
  const [port, kind] = process.argv.slice(2);
  const manager = new RedisGlobalChannelManager(new FakeApp(), { port, commandTimeout: LIMIT });
  await call(manager, 'start');
  const before = memory();
  await call(manager, 'add', NAMES[kind](), 'u', 'c1');
  let least = Infinity;
  await until(() => (least = Math.min(least, (memory() - before) / LENGTH)) < 0.5, 5000).catch(() => {});
  process.send(least);
  await call(manager, 'stop', true);
}

function memory() {
  for (let i = 0; i < 3; i++) global.gc();
  return process.memoryUsage().rss;
}
