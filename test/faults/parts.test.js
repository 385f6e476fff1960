'use strict';

// Long lists reach the caller's side in parts. Whatever happens between two parts, the caller sees the list whole, or an error.

const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const { list } = require('./kit');
const { withFaults, fine, atLast, call, logged } = require('./helpers');

const COUNT = 30000;
const CUTS = [70000, 150000, 200000, 333333, 450000];

describe('a list of many parts', () => {
  const on = withFaults();
  const key = (sid) => `POMELO:CHANNEL:n:${sid}`;

  async function fill(sid, count) {
    const uids = Array.from({ length: count }, (_, i) => `${sid}-${i}-${i % 7 === 0 ? '玩家' : 'player'}`);
    for (let i = 0; i < count; i += 10000) await on.redis.command('SADD', key(sid), ...uids.slice(i, i + 10000));
    return new Set(uids);
  }

  /** A server that stops in the middle of its first answer, all others are whole; what it answers, and when it has stopped. */
  async function stopping() {
    const uids = Array.from({ length: COUNT }, (_, i) => `c1-${i}-player`);
    const bytes = list(...uids);
    let first = true;
    let stop;
    const stopped = new Promise((resolve) => { stop = resolve; });
    const peer = await on.peer(([name], socket) => {
      if (name !== 'SMEMBERS') return undefined;
      if (!first) return bytes;
      first = false;
      socket.write(bytes.subarray(0, 200000), stop);
      return null;
    });
    return { peer, stopped, whole: new Set(uids) };
  }

  function same(uids, set) {
    assert.equal(uids.length, set.size);
    assert.ok(uids.every((uid) => set.has(uid)));
    assert.equal(new Set(uids).size, set.size);
  }

  it('is whole, also when others are read before and behind it', async () => {
    const manager = await on.started();
    const long = await fill('c1', COUNT);
    await on.redis.command('SADD', key('c2'), 'a', 'b');
    const lists = await Promise.all(['c2', 'c1', 'c3', 'c1', 'c2'].map((sid) => fine(manager, 'getMembersBySid', 'n', sid)));
    same(lists[1], long);
    same(lists[3], long);
    assert.deepEqual([lists[0].sort(), lists[2], lists[4].sort()], [['a', 'b'], [], ['a', 'b']]);
  });

  it('stands in its place among the lists of other servers, and beside one that is refused', async () => {
    const manager = await on.started();
    const [first, second] = [await fill('c1', COUNT), await fill('c3', 20000)];
    await on.redis.command('SET', key('c2'), 'no list');
    const lists = await fine(manager, 'getMembers', 'n', ['c3', 'c2', 'c4', 'c1', 'c2']);
    same(lists[0], second);
    same(lists[3], first);
    assert.deepEqual([lists[1].reply, lists[2], lists[4].reply], ['WRONGTYPE', undefined, 'WRONGTYPE']);
  });

  it('is whole, and has nothing twice, when the connection is cut between its parts', async () => {
    const long = await fill('c1', COUNT);
    const proxy = await on.proxy();
    const manager = await on.started({ port: proxy.port, retryMaxDelay: 40 });
    await logged(async () => {
      for (const bytes of CUTS) {
        const { accepted } = proxy;
        proxy.cutAfterBytes('down', bytes);
        const [one, lists] = await Promise.all([
          fine(manager, 'getMembersBySid', 'n', 'c1'),
          fine(manager, 'getMembers', 'n', ['c2', 'c1']),
        ]);
        same(one, long);
        assert.equal(lists[0], undefined);
        same(lists[1], long);
        assert.equal(proxy.accepted, accepted + 1);
      }
    });
  });

  it('that stops half-way fails in time, and the next one is whole', async () => {
    const { peer, whole } = await stopping();
    const manager = await on.started({ port: peer.port, commandTimeout: 300, retryMaxDelay: 40 });
    await logged(async () => {
      const [err] = await call(manager, 'getMembersBySid', 'n', 'c1');
      assert.equal(err?.code, 'ETIMEDOUT');
      same(await atLast(manager, 'getMembersBySid', 'n', 'c1'), whole);
    });
  });

  it('is ended by stop, once, and its memory with it', async () => {
    const { peer, stopped } = await stopping();
    const manager = await on.started({ port: peer.port });
    const reading = call(manager, 'getMembersBySid', 'n', 'c1');
    await stopped;
    await sleep(20);
    await call(manager, 'stop', true);
    assert.equal((await reading)[0].code, 'ESTOPPED');
  });
});
