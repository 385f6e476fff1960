'use strict';

const assert = require('node:assert/strict');
const { spawnNode } = require('../support/child');
const { startProxy } = require('../support/proxy');
const { startRedis } = require('../support/redis');
const { MEMORY_TELLS } = require('./kit');

/** V8 keeps what it has grown by; let it not grow. */
const FLAGS = ['--expose-gc', '--min-semi-space-size=1', '--max-semi-space-size=1'];
const SCRIPT = require.resolve('./children/cycles');

/** @param {any[]} stages @param {string} what */
function leastGrowth(stages, what) {
  return Math.min(...stages.slice(1).map((stage, i) => stage[what] - stages[i][what]));
}

describe('sixty times, a process', () => {
  /** @type {any} */
  let redis;
  /** @type {any} */
  let proxy;
  before(async () => {
    redis = await startRedis();
    proxy = await startProxy(redis);
  });
  after(async () => {
    await proxy.close();
    await redis.stop();
  });

  /** Descriptors may not grow at all, memory not in each row of sixty. */
  async function holdsNoMore(way, opts, growth = 1 << 20) {
    const child = spawnNode(SCRIPT, [way, JSON.stringify(opts)], { flags: FLAGS });
    child.process.on('message', (message) => {
      if (message !== 'cut') return;
      proxy.cut('RST');
      child.process.send('done');
    });
    const { code, signal, messages, output } = await child.ended;
    assert.deepEqual([code, signal], [0, null], output);
    const stages = messages.at(-1);
    assert.ok(stages.every(({ fds }) => fds === stages[0].fds), JSON.stringify(stages));
    assert.ok(leastGrowth(stages, 'heapUsed') < 300 << 10, JSON.stringify(stages));
    if (MEMORY_TELLS) assert.ok(leastGrowth(stages, 'rss') < growth, JSON.stringify(stages));
    const clients = await redis.command('CLIENT', 'LIST');
    assert.equal(clients.trim().split('\n').length, 1, clients);
  }

  it('starts and stops', () => holdsNoMore('startAndStop', { port: redis.port }));
  it('starts and stops on a unix socket', () => holdsNoMore('startAndStop', { path: redis.path }));
  it('stops while it starts', () => holdsNoMore('stopWhileStarting', { host: 'localhost', port: redis.port }, 3 << 20));
  it('fails to start', () => holdsNoMore('failToStart', { port: redis.port }));
  it('loses its connection', () => holdsNoMore('lose', { port: proxy.port }));
});
