'use strict';

const net = require('node:net');
const { once } = require('node:events');
const { Worker } = require('node:worker_threads');

/** A listener that takes no connection any more, so that the kernel drops who knocks. */
module.exports = async function fullBacklog(host = '127.0.0.1', wanted = 0) {
  const script = `const { parentPort, workerData } = require('node:worker_threads');
    const server = require('node:net').createServer().listen({ ...workerData.where, backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      Atomics.wait(workerData.asleep, 0, 0);
      server.close();
      process.exit();
    });`;
  const asleep = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(script, { eval: true, workerData: { asleep, where: { host, port: wanted } } });
  const [port] = await once(worker, 'message');
  const guests = Array.from({ length: 4 }, () => net.connect(port, host).on('error', () => {}));
  await Promise.all(guests.slice(0, 2).map((guest) => once(guest, 'connect')));
  return {
    port,
    async close() {
      Atomics.store(asleep, 0, 1);
      Atomics.notify(asleep, 0);
      guests.forEach((guest) => guest.destroy());
      await once(worker, 'exit');
    },
  };
};
