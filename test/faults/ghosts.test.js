'use strict';

// A call that reported an error must not be executed after a later call has reported success.

const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const { until } = require('../support/patience');
const { withFaults, call, failing, atLast, logged } = require('./helpers');

describe('no ghosts', () => {
  const on = withFaults();

  /** Numbers below n, the same for the same seed. */
  function dice(seed) {
    return (n) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return (seed >>> 8) % n;
    };
  }

  /**
   * One new member after the other is added, or removed; and then, as often as it takes, the opposite. What was acknowledged last
   * holds for good, and a ghost leaves its trace.
   */
  async function play(manager, player, sum, ended) {
    const attempt = async (method, uid) => {
      const [err] = await call(manager, method, 'n', uid, 'c1');
      if (err) assert.ok(['ETIMEDOUT', 'ECONNLOST'].includes(err.code), err.code);
      if (err) sum.failed++;
      else sum.done++;
      return !err;
    };
    for (let i = 0; !ended(); i++) {
      const [first, last] = i % 2 ? ['leave', 'add'] : ['add', 'leave'];
      const uid = `${player}-${i}`;
      await attempt(first, uid);
      while (!await attempt(last, uid));
      if (last === 'add') sum.there.push(uid);
    }
  }

  /** What the open connections send arrives late; those after them are free. */
  function strand(proxy) {
    proxy.pause('up');
    proxy.paused.up = false;
  }

  function without(some, others) {
    const known = new Set(others);
    return some.filter((one) => !known.has(one));
  }

  for (const seed of [1, 2]) {
    it(`over a network that cuts, swallows and delays at random, and a server that freezes (seed ${seed})`, async () => {
      const redis = await on.server();
      const proxy = await on.proxy(redis);
      const random = dice(seed);
      const manager = await on.started({ port: proxy.port, commandTimeout: 80, connectTimeout: 100, retryMaxDelay: 40 });
      const harm = [
        () => proxy.cut(random(2) ? 'FIN' : 'RST'),
        () => proxy.cutAfterBytes(random(2) ? 'up' : 'down', 1 + random(200)),
        () => proxy.pause(random(2) ? 'up' : 'down'),
        () => strand(proxy),
        () => strand(proxy),
        () => redis.freeze(),
        () => proxy.latency(random(30)),
      ];
      const sum = { failed: 0, done: 0, there: [] };
      let over = false;
      await logged(async () => {
        const players = [1, 2, 3, 4].map((player) => play(manager, player, sum, () => over));
        for (let i = 0; i < 30 || sum.there.length <= 50 || sum.failed <= 20; i++) {
          harm[random(harm.length)]();
          await sleep(10 + random(110));
          redis.thaw();
          proxy.latency(0);
          proxy.paused.up = proxy.paused.down = false;
          await sleep(random(90));
          proxy.resume('up');
          proxy.resume('down');
          // However slow the machine is, something succeeds between two faults.
          const { done } = sum;
          await until(() => sum.done > done);
        }
        over = true;
        await Promise.all(players);
        await sleep(150);
        const { there } = sum;
        const members = await redis.command('SMEMBERS', 'POMELO:CHANNEL:n:c1');
        const [ghosts, missing] = [without(members, there), without(there, members)];
        assert.deepEqual([ghosts.slice(0, 3), missing.slice(0, 3)], [[], []], 'ghosts, and what was lost');
      });
    });
  }

  it('when what the lost connection sent arrives after all', async () => {
    const redis = await on.server();
    const proxy = await on.proxy(redis);
    const manager = await on.started({ port: proxy.port, commandTimeout: 100 });
    await logged(async () => {
      await atLast(manager, 'add', 'n', 'u', 'c1');
      strand(proxy);
      const err = await failing(manager, 'add', 'n', 'ghost', 'c1');
      assert.deepEqual([err.code, err.maybeExecuted], ['ETIMEDOUT', true]);
      await atLast(manager, 'leave', 'n', 'ghost', 'c1');
      proxy.resume('up');
      // The old connections are gone, and what they sent with them or through them.
      await until(() => proxy.open === 1);
    });
    assert.deepEqual(await redis.command('SMEMBERS', 'POMELO:CHANNEL:n:c1'), ['u']);
  });

  it('in a server on a unix socket that was frozen', async () => {
    const redis = await on.server();
    const manager = await on.started({ path: redis.path, commandTimeout: 100, connectTimeout: 100 });
    await logged(async () => {
      await atLast(manager, 'add', 'n', 'u', 'c1');
      redis.freeze();
      assert.equal((await failing(manager, 'add', 'n', 'ghost', 'c1')).code, 'ETIMEDOUT');
      assert.equal((await failing(manager, 'leave', 'n', 'ghost', 'c1')).code, 'ETIMEDOUT');
      redis.thaw();
      await atLast(manager, 'leave', 'n', 'ghost', 'c1');
      await sleep(50);
    });
    assert.deepEqual(await redis.command('SMEMBERS', 'POMELO:CHANNEL:n:c1'), ['u']);
    assert.match(await redis.command('INFO', 'commandstats'), /cmdstat_client\|kill:calls=[1-9]/);
  });
});
