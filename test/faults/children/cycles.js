'use strict';

// Starts and stops services, or loses connections, sixty times in a row, several rows, and tells what the process holds
// before and after each row. Connections are lost four at a time. V8 and malloc also grow by themselves, now and then; what leaks grows in every row.

const fs = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const createService = require('./service');

const CYCLES = 60;
const ROWS = 3;
const LOSERS = 4;
const opts = JSON.parse(process.argv[3]);

const WAYS = {
  async startAndStop() {
    const service = createService(opts);
    await service.start();
    await use(service);
    await service.stop(false);
  },
  async stopWhileStarting() {
    const service = createService(opts);
    const started = service.start().catch(() => {});
    await service.stop(true);
    await started;
  },
  async failToStart() {
    const service = createService({ ...opts, db: 4711 });
    await service.start().then(() => { throw new Error('it started'); }, () => {});
    await service.stop(true);
  },
  async lose(services) {
    await Promise.all(services.map((service) => service.getMembersBySid('n', 'c1')));
    const asked = new Promise((resolve) => process.once('message', resolve));
    process.send('cut');
    await asked;
    await Promise.all(services.map(use));
  },
};

/** @param {any} service */
async function use(service) {
  for (let i = 0; i < 100; i++) service.add('n', i, 'c1', () => {});
  await service.getMembersByChannelName('connector', 'n');
  await service.pushMessage('connector', 'r', {}, 'n', null);
}

main(process.argv[2]);

async function main(way) {
  const losers = way === 'lose' ? Array.from({ length: LOSERS }, () => createService({ ...opts, retryMaxDelay: 50 })) : [];
  await Promise.all(losers.map((service) => service.start()));
  const row = CYCLES / (losers.length || 1);
  for (let i = 0; i < row; i++) await WAYS[way](losers);
  const stages = [await held()];
  while (stages.length <= ROWS) {
    for (let i = 0; i < row; i++) await WAYS[way](losers);
    stages.push(await held());
  }
  process.send(stages);
  await Promise.all(losers.map((service) => service.stop(true)));
  process.disconnect();
}

/** What is left once nothing is under way. */
async function held() {
  for (let i = 0; i < 5; i++) {
    await sleep(20);
    global.gc();
  }
  const { rss, heapUsed } = process.memoryUsage();
  return { fds: fs.readdirSync('/proc/self/fd').length, rss, heapUsed };
}
