'use strict';

// One process that ends in the middle of things, or collects its garbage all the time.

const createService = require('./service');

const opts = JSON.parse(process.argv[3]);

const WAYS = {
  async exitInBatch() {
    const service = await started();
    for (let i = 0; i < 100; i++) {
      service.add('n', i, 'c1', () => {
        process.send(i);
        if (i === 50) process.exit(7);
      });
    }
  },
  async throwInBatch() {
    const service = await started();
    for (let i = 0; i < 100; i++) {
      service.add('n', i, 'c1', () => {
        if (i === 50) throw new Error('on purpose');
      });
    }
  },
  async exitInPush() {
    const service = await started();
    await service.add('n', 'u', 'c1');
    service.app.rpc = () => process.exit(7);
    service.pushMessage('connector', 'r', {}, 'n', null, () => {});
  },
  exitInStart() {
    createService(opts).start(() => process.exit(7));
  },
  async exitInStop() {
    const service = await started();
    for (let i = 0; i < 100; i++) service.add('n', i, 'c1', () => {});
    service.stop(false, () => process.exit(7));
  },
  async callAtExit() {
    const service = await started();
    process.on('exit', () => {
      service.add('n', 'u', 'c1', () => process.send('called'));
      service.stop(true, () => process.send('called'));
      process.exitCode = 7;
    });
    process.exit();
  },
  async endAlone() {
    const service = await started();
    service.add('n', 'u', 'c1', () => service.stop(false, () => {
      process.disconnect();
      process.exitCode = 7;
    }));
  },
  async garbage() {
    let calls = 0;
    for (let round = 0; round < 3; round++) {
      const service = await started();
      await Promise.all(Array.from({ length: 20 }, (_, i) => new Promise((resolve) => {
        const next = () => {
          global.gc();
          calls++;
          resolve();
        };
        service.add('n', `u${i} é`, 'c1', next);
        global.gc({ type: 'minor' });
        service.getMembersBySid('n', 'c1', next);
        service.pushMessage('connector', 'r', {}, 'n', null, next);
        if (i % 10 === 0) global.gc();
      })));
      service.leave('n', undefined, 'c1', () => global.gc());
      await new Promise((resolve) => service.stop(false, resolve));
    }
    process.send(calls);
    process.disconnect();
  },
  async forgotten() {
    const said = await new Promise((resolve) => {
      (async () => {
        const service = await started();
        service.add('n', 'u', 'c1', () => resolve('called'));
      })();
      setImmediate(global.gc);
    });
    for (let i = 0; i < 10; i++) global.gc();
    process.send(said, () => process.exit(7));
  },
};

async function started() {
  const service = createService(opts);
  await service.start();
  return service;
}

WAYS[process.argv[2]]();
