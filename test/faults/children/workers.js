'use strict';

// Terminates a worker thread at one stage of its service's life, four times, each a little later.

const { Worker, isMainThread, workerData, parentPort } = require('node:worker_threads');
const { setTimeout: sleep } = require('node:timers/promises');
const createService = require('./service');

const TIMES = 4;

/** Each gets the service to the stage. */
const STAGES = {
  begun: async (service) => { service.start(); },
  idle: (service) => service.start(),
  waiting: async (service) => {
    await service.start();
    for (let i = 0; i < 1000; i++) service.add('n', i, 'c1', () => {});
  },
  answered: async (service) => {
    await service.start();
    const again = () => service.getMembersBySid('n', 'c1', again);
    for (let i = 0; i < 100; i++) again();
  },
  retrying: async (service) => {
    service.start();
    await sleep(60);
  },
  closing: async (service) => {
    await service.start();
    for (let i = 0; i < 1000; i++) service.add('n', i, 'c1', () => {});
    service.stop(false);
  },
  closed: async (service) => {
    await service.start();
    await service.stop(true);
  },
  ending: async (service) => {
    await service.start();
    service.stop(false);
  },
  twice: async (service) => {
    const other = createService(workerData.opts);
    await Promise.all([service.start(), other.start()]);
    other.stop(true, () => {});
  },
  exiting: async (service) => {
    await service.start();
    service.add('n', 'u', 'c1', () => process.exit());
  },
  throwing: async (service) => {
    await service.start();
    service.add('n', 'u', 'c1', () => { throw new Error('on purpose'); });
  },
};

/** Stages at which the worker ends by itself. */
const ENDS_ALONE = ['exiting', 'throwing', 'ending'];

if (isMainThread) main(process.argv[2], JSON.parse(process.argv[3]));
else STAGES[workerData.stage](createService(workerData.opts)).then(tell, fail);

function tell() {
  parentPort.postMessage('there');
}

/** @param {Error} error */
function fail(error) {
  parentPort.postMessage(error.stack);
}

async function main(stage, opts) {
  for (let i = 0; i < TIMES; i++) {
    const worker = new Worker(__filename, { workerData: { stage, opts } });
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.on('error', (error) => { if (error.message !== 'on purpose') throw error; });
    const said = await Promise.race([new Promise((resolve) => worker.once('message', resolve)), ended]);
    if (said !== 'there' && typeof said !== 'number') throw new Error(said);
    await sleep(i % 4);
    if (!ENDS_ALONE.includes(stage)) worker.terminate();
    await ended;
  }
  process.send('survived');
}
