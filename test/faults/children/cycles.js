'use strict';

// Starts and stops services, or loses connections, sixty times in a row, several rows, and tells what the process holds
// before and after each row. V8 and malloc also grow by themselves, now and then; what leaks grows in every row.

const fs = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const createService = require('./service');

const CYCLES = 60;
const ROWS = 3;
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
  async lose(service) {
    await service.getMembersBySid('n', 'c1');
    const asked = new Promise((resolve) => process.once('message', resolve));
    process.send('cut');
    await asked;
    await use(service);
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
  const service = way === 'lose' ? createService({ ...opts, retryMaxDelay: 50 }) : null;
  if (service) await service.start();
  for (let i = 0; i < (service ? 20 : CYCLES); i++) await WAYS[way](service);
  const stages = [await held()];
  for (let row = 0; row < ROWS; row++) {
    for (let i = 0; i < CYCLES; i++) await WAYS[way](service);
    stages.push(await held());
  }
  process.send(stages);
  if (service) await service.stop(true);
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
