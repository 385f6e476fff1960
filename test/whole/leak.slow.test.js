'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { MEMORY_TELLS } = require('../faults/kit');
const { runNode } = require('../support/child');
const { LIMIT } = require('../support/patience');
const { startRedis } = require('../support/redis');

const CALLS = 20000;
const ROUNDS = 6;
/** Nothing that is forgotten is smaller than a pointer. */
const POINTER = 8;

describe('20,000 calls, again and again, leave no memory behind', function () {
  this.timeout(3 * LIMIT);
  let redis;

  before(async () => {
    redis = await startRedis();
    for (const sid of ['c1', 'c2', 'c3']) {
      await redis.command('SADD', `POMELO:CHANNEL:room:${sid}`, ...Array.from({ length: 10 }, (_, i) => `é user ${i}`));
    }
    await redis.command('SET', 'POMELO:CHANNEL:text:c1', 'no set');
  });
  after(() => redis.stop());

  for (const method of ['add', 'leave', 'getMembersBySid', 'getMembersByChannelName', 'pushMessage', 'destroyChannel',
    'an error reply', 'an error reply among others', 'a refused call', 'a promise']) {
    it(`of ${method}`, async () => {
      const { messages: [grown], output } = await runNode(path.join(__dirname, 'leaking.js'), [method, redis.port, CALLS, ROUNDS],
        { flags: ['--expose-gc', '--max-semi-space-size=1'] });
      assert.ok(grown, output);
      // A heap wavers, and malloc takes room and gives it back; a leak is there in every round, and shows in most.
      for (const what of MEMORY_TELLS ? ['heapUsed', 'rss'] : ['heapUsed']) {
        const each = grown[what];
        assert.equal(each.length, ROUNDS);
        const growing = each.filter((bytes) => bytes >= POINTER * CALLS);
        assert.ok(growing.length <= ROUNDS / 2, `in each round ${what} has grown by ${each}`);
      }
    });
  }
});
