'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { runNode } = require('../support/child');
const { startRedis } = require('../support/redis');

const CALLS = 100000;
/** Far less than a byte for each call, and more than a collected heap wavers. */
const HEAP = 1.5e6;
/** 60 bytes a call; malloc keeps some room that it once had. The young generation is told not to grow. */
const RSS = 6e6;

describe('100,000 calls leave no memory behind', function () {
  this.timeout(120000);
  let redis;

  before(async () => {
    redis = await startRedis();
    for (const sid of ['c1', 'c2', 'c3']) {
      await redis.command('SADD', `POMELO:CHANNEL:room:${sid}`, ...Array.from({ length: 10 }, (_, i) => `é user ${i}`));
    }
    await redis.command('SET', 'POMELO:CHANNEL:text:c1', 'no set');
  });
  after(() => redis.stop());

  // The address sanitizer keeps what is freed for a while.
  const env = { ASAN_OPTIONS: `${process.env.ASAN_OPTIONS}:quarantine_size_mb=1` };

  for (const method of ['add', 'leave', 'getMembersBySid', 'getMembersByChannelName', 'pushMessage', 'destroyChannel',
    'an error reply', 'an error reply among others', 'a refused call', 'a promise']) {
    it(`of ${method}`, async () => {
      const { messages: [grown], output } = await runNode(path.join(__dirname, 'leaking.js'), [method, redis.port, CALLS],
        { flags: ['--expose-gc', '--max-semi-space-size=1'], env });
      assert.ok(grown, output);
      assert.ok(grown.heap < HEAP, `the heap has grown by ${grown.heap}`);
      assert.ok(grown.rss < RSS, `the resident set has grown by ${grown.rss}`);
    });
  }
});
