'use strict';

// Processes that end while a service is at whatever it does: none crashes, none hangs.

const assert = require('node:assert/strict');
const { runNode } = require('../support/child');
const { freePort } = require('../support/redis');
const { withFaults, inParallel } = require('./helpers');

const SCRIPT = require.resolve('./lifeOfAService');
const STAGES = ['made', 'asked', 'resolving', 'refused', 'unanswered', 'started', 'calling', 'answered', 'stopping', 'stopped'];
const ENDINGS = {
  exit: { code: 0, signal: null },
  throw: { code: 1, signal: null },
  signal: { code: null, signal: 'SIGTERM' },
  stop: { code: 0, signal: null },
};

describe('a process that ends', () => {
  const on = withFaults();

  /** @type {Record<string, () => Promise<number>>} what the service finds at that stage, if not Redis */
  const ports = {
    refused: freePort,
    unanswered: async () => (await on.peer(() => null)).port,
  };

  for (const [ending, expected] of Object.entries(ENDINGS)) {
    it(`by ${ending}, at each stage`, async () => {
      await inParallel(STAGES.length, 3, async (i) => {
        const stage = STAGES[i];
        const port = ports[stage] ? await ports[stage]() : on.redis.port;
        const { code, signal, output } = await runNode(SCRIPT, [ports[stage] ? 'waiting' : stage, ending, port]);
        assert.deepEqual({ code, signal }, expected, `${stage}: ${output}`);
        assert.equal(output.includes('on purpose'), ending === 'throw', `${stage}: ${output}`);
      });
    });
  }
});
