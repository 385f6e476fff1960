'use strict';

// A call that reported an error must not be executed after a later call has reported success.

const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const { withFaults, call, failing, fine, logged } = require('./helpers');

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
  async function play(manager, player, ended) {
    const sum = { failed: 0, there: [] };
    const attempt = async (method, uid) => {
      const [err] = await call(manager, method, 'n', uid, 'c1');
      if (err) assert.ok(['ETIMEDOUT', 'ECONNLOST'].includes(err.code), err.code);
      if (err) sum.failed++;
      return !err;
    };
    for (let i = 0; !ended(); i++) {
      const [first, last] = i % 2 ? ['leave', 'add'] : ['add', 'leave'];
      const uid = `${player}-${i}`;
      await attempt(first, uid);
      while (!await attempt(last, uid));
      if (last === 'add') sum.there.push(uid);
    }
    return sum;
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
      const manager = await on.started({ port: proxy.port, commandTimeout: 60, connectTimeout: 60, retryMaxDelay: 40 });
      const harm = [
        () => proxy.cut(random(2) ? 'FIN' : 'RST'),
        () => proxy.cutAfterBytes(random(2) ? 'up' : 'down', 1 + random(200)),
        () => proxy.pause(random(2) ? 'up' : 'down'),
        () => strand(proxy),
        () => strand(proxy),
        () => redis.freeze(),
        () => proxy.latency(random(30)),
      ];
      let over = false;
      await logged(async () => {
        const players = [1, 2, 3, 4].map((player) => play(manager, player, () => over));
        for (let i = 0; i < 30; i++) {
          harm[random(harm.length)]();
          await sleep(10 + random(110));
          redis.thaw();
          proxy.latency(0);
          proxy.paused.up = proxy.paused.down = false;
          await sleep(random(90));
          proxy.resume('up');
          proxy.resume('down');
        }
        over = true;
        const sums = await Promise.all(players);
        await sleep(150);
        const there = sums.flatMap((sum) => sum.there);
        const failed = sums.reduce((n, sum) => n + sum.failed, 0);
        assert.ok(there.length > 50 && failed > 20, `${there.length} members, ${failed} failures`);
        const members = await redis.command('SMEMBERS', 'POMELO:CHANNEL:n:c1');
        assert.deepEqual([without(members, there), without(there, members)], [[], []], 'ghosts, and what was lost');
      });
    });
  }

  it('when what the lost connection sent arrives after all', async () => {
    const redis = await on.server();
    const proxy = await on.proxy(redis);
    const manager = await on.started({ port: proxy.port, commandTimeout: 100 });
    await logged(async () => {
      await fine(manager, 'add', 'n', 'u', 'c1');
      strand(proxy);
      const err = await failing(manager, 'add', 'n', 'ghost', 'c1');
      assert.deepEqual([err.code, err.maybeExecuted], ['ETIMEDOUT', true]);
      await fine(manager, 'leave', 'n', 'ghost', 'c1');
      proxy.resume('up');
      await sleep(200);
    });
    assert.deepEqual(await redis.command('SMEMBERS', 'POMELO:CHANNEL:n:c1'), ['u']);
  });

  it('in a server on a unix socket that was frozen', async () => {
    const redis = await on.server();
    const manager = await on.started({ path: redis.path, commandTimeout: 100, connectTimeout: 100 });
    await logged(async () => {
      await fine(manager, 'add', 'n', 'u', 'c1');
      redis.freeze();
      assert.equal((await failing(manager, 'add', 'n', 'ghost', 'c1')).code, 'ETIMEDOUT');
      assert.equal((await failing(manager, 'leave', 'n', 'ghost', 'c1')).code, 'ETIMEDOUT');
      redis.thaw();
      while ((await call(manager, 'leave', 'n', 'ghost', 'c1'))[0]);
      await sleep(50);
    });
    assert.deepEqual(await redis.command('SMEMBERS', 'POMELO:CHANNEL:n:c1'), ['u']);
    assert.match(await redis.command('INFO', 'commandstats'), /cmdstat_client\|kill:calls=[1-9]/);
  });
});
