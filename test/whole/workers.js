'use strict';

// Starts worker threads one after the other, and terminates each at the same stage of its service's life. In the
// worker: comes to that stage, and waits for its end.

const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { once } = require('node:events');
const FakeApp = require('../support/fakeApp');
const component = require('../../lib/components/globalChannel');

if (isMainThread) terminateAll(...process.argv.slice(2));
else STAGES()[workerData.stage](component(new FakeApp(['c1', 'c2']), workerData.opts));

/** @param {string[]} args */
async function terminateAll(stage, port, times) {
  const opts = { port: Number(port), host: stage === 'resolving' ? 'localhost' : '127.0.0.1' };
  for (let i = 0; i < Number(times); i++) {
    const worker = new Worker(__filename, { workerData: { stage, opts } });
    const exit = once(worker, 'exit');
    if (stage !== 'process.exit') {
      await once(worker, 'message');
      worker.terminate();
    }
    await exit;
  }
  process.send('survived');
}

function STAGES() {
  const there = () => parentPort.postMessage('there');
  const ignore = () => {};
  const started = (service, then) => service.start((err) => {
    if (err) throw err;
    then();
  });
  const work = (service, cb) => {
    for (let i = 0; i < 100; i++) service.add('n', i, 'c1', cb);
    service.getMembersBySid('n', 'c1', cb);
  };
  return {
    made: () => {
      there();
      setTimeout(() => {}, 10000);
    },
    resolving: (service) => {
      service.start(ignore);
      setImmediate(there);
    },
    connecting: (service) => {
      service.start(ignore);
      there();
    },
    greeting: (service) => {
      service.start(ignore);
      setTimeout(there, 20);
    },
    retrying: (service) => {
      service.start(ignore);
      setTimeout(there, 40);
    },
    connected: (service) => started(service, there),
    waiting: (service) => started(service, () => {
      work(service, ignore);
      setTimeout(there, 10);
    }),
    answering: (service) => started(service, () => {
      there();
      work(service, function again() {
        service.add('n', 'u', 'c1', again);
      });
    }),
    stopping: (service) => started(service, () => {
      work(service, ignore);
      service.stop(false, ignore);
      there();
    }),
    'process.exit': (service) => started(service, () => {
      work(service, () => process.exit(0));
    }),
  };
}
