'use strict';

// Connections that end in the middle of something. To the caller that is a delay, at most.

const assert = require('node:assert/strict');
const { timed } = require('../support/patience');
const { withFaults, inParallel, misplaced, fine, call, logged } = require('./helpers');

const WIDTH = 8;
const MEMBERS = ['a', '', 'cc\r\n$1', 'é'];

describe('a connection cut off', () => {
  const on = withFaults();
  let made;
  let own;
  let lanes;
  beforeEach(() => { [made, own, lanes] = [[], false, 0]; });

  /** A manager behind a proxy of its own, with a prefix of its own where that matters, made once for each lane. */
  async function behindProxy() {
    const free = made.pop();
    if (free) return free;
    const proxy = await on.proxy();
    const prefix = own ? `LANE:${10 + lanes++}` : undefined;
    return { proxy, prefix, manager: await on.started({ port: proxy.port, retryMaxDelay: 40, prefix }) };
  }

  /** How many bytes `run` makes flow in this direction. */
  async function bytesOf(direction, run) {
    const lane = await behindProxy();
    const before = lane.proxy.bytes[direction];
    await run(lane, 0);
    made.push(lane);
    return lane.proxy.bytes[direction] - before;
  }

  /** Cuts after 1, 2, ... all of the bytes that `run` makes flow; it checks its outcome itself. */
  async function cutEverywhere(direction, run) {
    const bytes = await bytesOf(direction, run);
    assert.ok(bytes > 3, `only ${bytes} bytes`);
    let cuts = 0;
    await logged(() => inParallel(bytes, WIDTH, async (i) => {
      const lane = await behindProxy();
      const { accepted } = lane.proxy;
      lane.proxy.cutAfterBytes(direction, i + 1);
      await run(lane, i);
      if (lane.proxy.accepted > accepted) cuts++;
      made.push(lane);
    }));
    // The last byte may be followed by nothing that would show the loss already.
    assert.ok(cuts >= bytes - 1, `${cuts} cuts`);
  }

  for (const direction of ['down', 'up']) {
    it(`after every byte ${direction}: a list is whole`, async () => {
      await on.redis.command('SADD', 'POMELO:CHANNEL:n:c1', ...MEMBERS);
      await cutEverywhere(direction, async ({ manager }) => {
        assert.deepEqual((await fine(manager, 'getMembersBySid', 'n', 'c1')).sort(), [...MEMBERS].sort());
      });
    });

    it(`after every byte ${direction}: lists of several servers are whole`, async () => {
      await on.redis.command('SADD', 'POMELO:CHANNEL:n:c1', 'a', 'b');
      await on.redis.command('SET', 'POMELO:CHANNEL:n:c2', 'no list');
      await on.redis.command('SADD', 'POMELO:CHANNEL:n:c3', 'c');
      await cutEverywhere(direction, async ({ manager }) => {
        const lists = await fine(manager, 'getMembers', 'n', ['c0', 'c1', 'c2', 'c3']);
        assert.deepEqual([lists[0], lists[1].sort(), lists[2].reply, lists[3]], [undefined, ['a', 'b'], 'WRONGTYPE', ['c']]);
      });
    });

    it(`after every byte ${direction}: writes take effect, in their order`, async () => {
      await cutEverywhere(direction, async ({ manager }, i) => {
        const name = `n${100 + i}`;
        const outcomes = await Promise.all([call(manager, 'add', name, 'stays', 'c1'), call(manager, 'add', name, 'goes', 'c1'),
          call(manager, 'leave', name, 'goes', 'c1'), call(manager, 'getMembersBySid', name, 'c1')]);
        assert.deepEqual(outcomes, [[null], [null], [null], [null, ['stays']]]);
      });
    });

    it(`after every byte ${direction}: a channel is destroyed, and stays so`, async () => {
      await cutEverywhere(direction, async ({ manager }, i) => {
        const name = `n${100 + i}`;
        const outcomes = await Promise.all([call(manager, 'add', name, 'u', 'c1'), call(manager, 'destroyChannel', name)]);
        assert.deepEqual(outcomes, [[null], [null]]);
      });
      assert.deepEqual(await on.redis.command('KEYS', '*'), []);
    });
  }

  it('after every byte down: cleaning removes all', async () => {
    own = true;
    await cutEverywhere('down', async ({ manager, prefix }) => {
      await on.redis.command('SADD', `${prefix}:n:c1`, 'a');
      assert.ok((await call(manager, 'clean')).every((arg) => arg === null));
      assert.equal(await on.redis.command('EXISTS', `${prefix}:n:c1`), 0);
    });
  });

  for (const direction of ['down', 'up']) {
    it(`after every byte of the handshake ${direction}: start succeeds`, async () => {
      // Redis' own answer to CLIENT INFO is not always equally long.
      const info = 'id=7 addr=127.0.0.1:7 laddr=127.0.0.1:6379 fd=8';
      const peer = await on.peer(([name, what]) => {
        if (name === 'SMEMBERS') return '*0\r\n';
        return name === 'CLIENT' && what === 'INFO' ? `$${info.length}\r\n${info}\r\n` : undefined;
      });
      const probe = await on.proxy(peer);
      await on.started({ port: probe.port, db: 2 });
      const bytes = probe.bytes[direction];
      assert.ok(bytes > 3, `only ${bytes} bytes`);
      const lines = await logged(() => inParallel(bytes - 1, 16, async (i) => {
        const proxy = await on.proxy(peer);
        proxy.cutAfterBytes(direction, i + 1);
        const manager = await on.started({ port: proxy.port, db: 2 });
        assert.equal(proxy.accepted, 2);
        assert.deepEqual(await call(manager, 'getMembersBySid', 'n', 'c1'), [null, []]);
        await call(manager, 'stop', true);
        await proxy.close();
      }));
      assert.equal(lines.length, bytes - 1, JSON.stringify(lines.slice(0, 3)));
      for (const { text } of lines) assert.match(text, /cannot connect to Redis at 127\.0\.0\.1:\d+: .*; trying again in \d+ ms$/);
    });
  }

  for (const how of ['FIN', 'RST']) {
    it(`by ${how} with a thousand calls in flight, again and again: all succeed, in order`, async () => {
      const proxy = await on.proxy();
      const manager = await on.started({ port: proxy.port });
      await logged(async () => {
        for (let round = 0; round < 5; round++) {
          const order = [];
          const calls = Array.from({ length: 1000 }, (_, i) => new Promise((resolve, reject) => {
            manager.add('n', `${round}-${i}`, 'c1', (err) => (err ? reject(err) : resolve(order.push(i))));
          }));
          setTimeout(() => proxy.cut(how), round);
          await Promise.all(calls);
          assert.equal(misplaced(order, 1000), -1);
        }
      });
      assert.equal(await on.redis.command('SCARD', 'POMELO:CHANNEL:n:c1'), 5000);
    });
  }

  it('by CLIENT KILL: the next call succeeds within 2 s', async () => {
    const manager = await on.started();
    await logged(async () => {
      await on.redis.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      const { ms } = await timed(() => fine(manager, 'add', 'n', 'u', 'c1'));
      assert.ok(ms < 2000, `took ${ms} ms`);
    });
  });
});
