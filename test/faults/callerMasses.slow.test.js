'use strict';

const assert = require('node:assert/strict');
const { call } = require('../service/helpers');
const { MEMORY_TELLS, onRedis, onPeer, flood } = require('./kit');

const MILLION = 1e6;
/** So many the queue holds, and so many fit in its bytes. */
const QUEUE = 200000;
/** What a call may cost at most: its callback and error here, the command in C. */
const BYTES_PER_CALL = 2500;

async function bounded(run) {
  const before = process.memoryUsage().rss;
  const result = await run();
  const grown = process.memoryUsage().rss - before;
  if (MEMORY_TELLS) assert.ok(grown < MILLION * BYTES_PER_CALL, `${grown >> 20} MiB`);
  return result;
}

describe('a million calls in one turn', () => {
  const on = onRedis();

  it('are all answered, as many as the queue holds by Redis', async () => {
    const service = await on.started({ maxQueue: QUEUE });
    const counts = await bounded(() => flood(service, MILLION));
    assert.deepEqual(counts, { ok: QUEUE, EQUEUEFULL: MILLION - QUEUE });
    const all = await on.started({ maxQueue: MILLION, maxQueueBytes: 2 ** 31 - 1 });
    assert.deepEqual(await bounded(() => flood(all, MILLION)), { ok: MILLION });
  });

  it('take and give back uids of 64 MiB', async () => {
    const service = await on.started();
    for (const uid of ['x'.repeat(64 << 20), 'é'.repeat(32 << 20)]) {
      const both = [call(service, 'add', 'n', uid, 'c1'), call(service, 'add', 'n', uid, 'c1')];
      const [[first], [second]] = await Promise.all(both);
      assert.deepEqual([first, second.code], [null, 'EQUEUEFULL']);
      const [err, [back]] = await call(service, 'getMembersBySid', 'n', 'c1');
      assert.equal(err, null);
      assert.ok(back === uid);
      assert.deepEqual(await call(service, 'leave', 'n', uid, 'c1'), [null]);
    }
    assert.deepEqual(await call(service, 'getMembersBySid', 'n', 'c1'), [null, []]);
  });
});

describe('a million calls in one turn, and no answer', () => {
  const on = onPeer();

  it('from a hung server', async () => {
    on.server.answer = ([name]) => (name === 'SADD' ? null : undefined);
    const service = await on.started({ maxQueue: QUEUE, commandTimeout: 1000 });
    assert.deepEqual(await bounded(() => flood(service, MILLION)), { ETIMEDOUT: QUEUE, EQUEUEFULL: MILLION - QUEUE });
  });

  it('from a server that is gone', async () => {
    const service = await on.started({ maxQueue: QUEUE, commandTimeout: 1000 });
    await on.server.close();
    assert.deepEqual(await bounded(() => flood(service, MILLION)), { ETIMEDOUT: QUEUE, EQUEUEFULL: MILLION - QUEUE });
  });
});
