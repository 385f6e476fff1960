'use strict';

// npm run soak -- [--sentinel|--cluster] [--minutes 10] [--seed 1] [--processes 3]
//
// Several processes play on one Redis, which is killed, frozen, cut off and
// restarted at random, on the master of some Sentinels, or on a Redis Cluster. At the end, there also after each fault, their
// acknowledged histories are held against what Redis has. The last line is the verdict; the exit code is 0 or 1.

const { parseArgs } = require('node:util');
const { startProxy } = require('../test/support/proxy');
const Chaos = require('./chaos');
const soakCluster = require('./cluster');
const soakClients = require('./clients/run');
const progress = require('../scripts/lib/terminal');
const { play, compare, tell } = require('./players');
const { random } = require('./random');
const soakSentinel = require('./sentinel');

/** ms; longer outages than this make calls time out, shorter ones delay them. */
const COMMAND_TIMEOUT = 2000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string', default: '3' },
    clients: { type: 'boolean', default: false },
    sentinel: { type: 'boolean', default: false },
    cluster: { type: 'boolean', default: false },
  },
});

const topology = values.cluster ? soakCluster : values.sentinel ? soakSentinel : main;
const soak = values.clients ? soakClients : topology;

soak(Number(values.minutes), Number(values.seed), Number(values.processes)).then((good) => {
  process.exitCode = good ? 0 : 1;
});

/**
 * @param {number} minutes
 * @param {number} seed
 * @param {number} processes
 */
async function main(minutes, seed, processes) {
  const chaos = new Chaos(random(seed));
  await chaos.start();
  const proxies = await Promise.all(Array.from({ length: processes }, () => startProxy({ port: chaos.redis.port })));
  const players = proxies.map((proxy, i) => play({ port: proxy.port }, seed * 1000 + i, COMMAND_TIMEOUT));
  await Promise.all(players.map((player) => player.next('playing')));
  console.log('%d processes play for %s minutes, seed %d', processes, minutes, seed);
  const task = progress.begin('soaking');
  await chaos.rage(proxies, minutes * 60000, (line) => progress.say('%s', line));
  task.end();
  const reports = await Promise.all(players.map((player) => player.stop()));
  const wrong = await compare([chaos.redis], reports);
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await chaos.redis.stop();
  return tell(reports, chaos.counts, wrong, { timeout: COMMAND_TIMEOUT });
}
