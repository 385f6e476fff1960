'use strict';

// A worker thread may die at any step: nothing of it is left, and nobody else notices.

const assert = require('assert').strict;
const path = require('path');
const { Worker } = require('worker_threads');
const { until } = require('../../support/patience');
const { onFakes, HOLD, holdText } = require('./fakes');

describe('a worker that dies by way of Sentinels', () => {
  const on = onFakes();

  it('leaves no connection, whatever it was about', async () => {
    const [a, b] = [await on.node(), await on.node()];
    const sentinels = [await on.sentinel({ master: a }), await on.sentinel({ master: a })];
    const workerData = { sentinels: sentinels.map(({ port }) => `127.0.0.1:${port}`), name: 'game' };
    for (let i = 0; i < 12; i++) {
      const worker = new Worker(path.join(__dirname, 'worker.js'), { workerData });
      const exit = new Promise((resolve) => worker.once('exit', resolve));
      if (i % 2) await until(() => a.peer.sockets.size + b.peer.sockets.size > 0);
      else await new Promise((resolve) => setTimeout(resolve, i * 8));
      if (i % 4 === 1) sentinels[0].publish(HOLD, holdText(b));
      if (i % 4 === 3) sentinels.forEach((each) => each.switchTo(each.master === a ? b : a));
      await new Promise((resolve) => setTimeout(resolve, i % 7));
      await worker.terminate();
      assert.ok([0, 1].includes(await exit));
      await until(() => [a, b, ...sentinels].every(({ peer }) => peer.sockets.size === 0));
    }
  });
});
