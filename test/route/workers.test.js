'use strict';

// A worker thread that uses a cluster may die at any step: nothing of it is left, and nobody else notices.

const assert = require('assert').strict;
const path = require('path');
const { Worker } = require('worker_threads');
const { startFakeCluster, slotOf } = require('../support/fakeCluster');
const { until } = require('../support/patience');

const SLOT = slotOf('POMELO:CHANNEL:n:c1');

describe('a worker that dies by way of a cluster', () => {
  it('leaves no connection, whatever it was about', async () => {
    const cluster = await startFakeCluster(3);
    const others = () => cluster.nodes.filter((node) => node !== cluster.owners[SLOT]);
    const troubles = [
      () => {},
      () => cluster.move(SLOT, others()[0]),
      () => cluster.depart(SLOT, others()[0]),
      () => { cluster.owners[SLOT].say = () => null; },
      () => { cluster.owners[SLOT].say = ([name]) => (name === 'SADD' ? '-TRYAGAIN for now\r\n' : undefined); },
      () => { cluster.owners[SLOT].say = ([name]) => (name === 'SADD' ? '-NOREPLICAS for now\r\n' : undefined); },
      () => cluster.owners[SLOT].peer.cut('RST'),
      () => { for (const node of cluster.nodes) node.map = () => '*0\r\n'; },
    ];
    for (let i = 0; i < 2 * troubles.length; i++) {
      const workerData = { cluster: cluster.addresses };
      const worker = new Worker(path.join(__dirname, 'sentinel/worker.js'), { workerData });
      const exit = new Promise((resolve) => worker.once('exit', resolve));
      const before = cluster.commands('SADD').length;
      if (i % 2) await until(() => cluster.commands('SADD').length > before);
      troubles[i >> 1]();
      await new Promise((resolve) => setTimeout(resolve, i * 10));
      await worker.terminate();
      assert.ok([0, 1].includes(await exit));
      await until(() => cluster.nodes.every(({ peer }) => peer.sockets.size === 0));
      cluster.moving.clear();
      for (const node of cluster.nodes) Object.assign(node, { say: () => undefined, map: null });
    }
    await cluster.stop();
  });
});
