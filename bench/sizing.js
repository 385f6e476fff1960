#!/usr/bin/env node
'use strict';

// node bench/sizing.js [--as-built]
//
// What one Redis carries: the processor time that it takes for a call of the plugin, and the memory for a member. Prints the
// tables of docs/sizing.md. Only the server's time counts, so the plugin on the same machine does not disturb.

const fs = require('node:fs');
const { parseArgs } = require('node:util');
const { prepare, BUILD } = require('../scripts/lib/prepare');
const { startRedis } = require('../test/support/redis');
const { indexOf, entryOf } = require('./channel');
const direct = require('./works/direct');

const { values: flags } = parseArgs({ options: { 'as-built': { type: 'boolean', default: false } } });

/** /proc counts in hundredths of a second. */
const TICK = 10000;
/** µs of server time that a measurement takes at least. */
const LEAST = 2000000;
const OUTSTANDING = 64;

/** Who is in a channel, and how many pushes are measured: [frontends, members on each]. */
const PUSHES = [[1, 100], [10, 100], [10, 1000], [100, 10], [100, 100], [1000, 1]];
/** Members of one channel on one frontend. */
const SETS = [1, 10, 100, 1000, 10000];
/** Channels of one user, with the users' own index. */
const CHANNELS = [1, 3, 10];
const USERS = 50000;

main().catch((err) => {
  console.error(err.stack);
  process.exitCode = 1;
});

async function main() {
  if (!flags['as-built']) await prepare([...BUILD], ['release']);
  // @ts-ignore: it comes without types
  require('pomelo-logger').clearAppenders();
  const redis = await startRedis();
  try {
    const manager = await started(redis.port);
    await tellWrites(redis, manager);
    await tellPushes(redis, manager);
    await tellMemory(redis, manager);
    await tellIndex(redis);
    await promised((cb) => manager.stop(true, cb));
  } finally {
    await redis.stop();
  }
}

/** @type {(redis: any, manager: any) => Promise<void>} */
async function tellWrites(redis, manager) {
  row('call', 'µs of Redis', 'a second, one Redis at most');
  row('---', '---', '---');
  const time = await timeOf(redis, (i) => promised((cb) => manager.add(`n${i % 1000}`, `user-${i % 100000}`, 'connector-1', cb)));
  row('one add or leave', time.toFixed(1), perSecond(time));
}

/** @type {(redis: any, manager: any) => Promise<void>} */
async function tellPushes(redis, manager) {
  for (const [frontends, members] of PUSHES) {
    const sids = Array.from({ length: frontends }, (_, i) => `connector-${i}`);
    const name = `push ${frontends} ${members}`;
    await fill(manager, name, sids, members);
    const time = await timeOf(redis, () => promised((cb) => manager.getMembers(name, sids, cb)));
    row(`one push: ${members} members on each of ${frontends} frontends`, time.toFixed(0), perSecond(time));
  }
}

/** @type {(redis: any, manager: any) => Promise<void>} */
async function tellMemory(redis, manager) {
  console.log();
  row('members of a channel on one frontend', 'bytes for each member');
  row('---', '---');
  for (const size of SETS) {
    const channels = Math.max(1, Math.round(100000 / size));
    await redis.command('FLUSHALL');
    const before = await used(redis);
    for (let i = 0; i < channels; i++) await fill(manager, `channel-${i}`, ['connector-1'], size);
    row(size, Math.round((await used(redis) - before) / (channels * size)));
  }
}

/** @param {any} redis */
async function tellIndex(redis) {
  console.log();
  row('channels of a user', 'bytes of his index');
  row('---', '---');
  for (const channels of CHANNELS) {
    const entries = Array.from({ length: channels }, (_, i) => entryOf('connector-1', `channel-${i}`));
    await redis.command('FLUSHALL');
    const before = await used(redis);
    await direct({ kind: 'one', ports: [redis.port] }, Array.from({ length: USERS }, (_, i) => ['SADD', indexOf(`user-${i}`), ...entries]));
    row(channels, Math.round((await used(redis) - before) / USERS));
  }
}

/** @type {(manager: any, name: string, sids: string[], members: number) => Promise<void>} */
async function fill(manager, name, sids, members) {
  for (const sid of sids) {
    await Promise.all(Array.from({ length: members }, (_, i) => promised((cb) => manager.add(name, `user-${i}`, sid, cb))));
  }
}

/** Server time of one call, in µs. @type {(redis: any, call: (i: number) => Promise<any>) => Promise<number>} */
async function timeOf(redis, call) {
  let calls = 0;
  const before = cpu(redis.pid);
  while (cpu(redis.pid) - before < LEAST) {
    const lane = async () => {
      for (let n = 0; n < 50; n++) await call(calls++);
    };
    await Promise.all(Array.from({ length: OUTSTANDING }, lane));
  }
  return (cpu(redis.pid) - before) / calls;
}

/** @param {number} pid @returns {number} µs of processor time so far */
function cpu(pid) {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

/** @param {any} redis @returns {Promise<number>} bytes */
async function used(redis) {
  return Number(/used_memory:(\d+)/.exec(await redis.command('INFO', 'memory'))?.[1]);
}

/** @param {number} time µs */
function perSecond(time) {
  const exact = 1000000 / time;
  const unit = 10 ** (Math.floor(Math.log10(exact)) - 1);
  return String(Math.round(exact / unit) * unit);
}

/** @param {number} port */
async function started(port) {
  const RedisGlobalChannelManager = require('../lib/manager/redisGlobalChannelManager');
  const manager = new RedisGlobalChannelManager({ getServers: () => ({}) }, { port });
  await promised((cb) => manager.start(cb));
  return manager;
}

/** @param {(cb: (err: any, value?: any) => void) => void} run @returns {Promise<any>} */
function promised(run) {
  return new Promise((resolve, reject) => run((err, value) => (err ? reject(err) : resolve(value))));
}

/** @param {(string | number)[]} cells */
function row(...cells) {
  console.log(`| ${cells.join(' | ')} |`);
}
