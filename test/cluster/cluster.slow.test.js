'use strict';

// Three masters with a replica each, all real: what becomes of calls while one goes away, hands over, or gives slots away.

const assert = require('assert').strict;
const FakeApp = require('../support/fakeApp');
const { startCluster } = require('../support/cluster');
const { slotOf } = require('../support/fakeCluster');
const { LIMIT, until } = require('../support/patience');
const { call, logged } = require('../service/helpers');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');
const Load = require('./load');

const SIDS = Array.from({ length: 24 }, (_, i) => `c${i}`);
const slot = (sid) => slotOf(`POMELO:CHANNEL:n:${sid}`);

describe('a real cluster', () => {
  let cluster;
  let manager;
  beforeEach(async () => {
    cluster = await startCluster({ args: ['--cluster-require-full-coverage', 'no'] });
    manager = new RedisGlobalChannelManager(new FakeApp(SIDS), { cluster: cluster.addresses, commandTimeout: LIMIT });
    assert.deepEqual(await call(manager, 'start'), [null]);
  });
  afterEach(async () => {
    await call(manager, 'stop', true);
    await cluster.stop();
  });

  /** Calls under way all the time while something happens; nothing is lost, and each key sees them in order. */
  async function under(load, happen) {
    await happen();
    await load.stop();
    await load.check();
  }

  /** Until calls are served that the replica of this one is to serve. */
  async function failover(load, master) {
    const [replica] = await cluster.replicasOf(master, cluster.nodes[0]);
    await until(async () => (await replica.command('ROLE'))[0] === 'master');
    const { made } = load;
    await until(() => load.made > made + 100);
  }

  function isOf(master, sid) {
    return Math.floor(slot(sid) * 3 / 16384) === cluster.nodes.indexOf(master);
  }

  for (const [what, end] of Object.entries({ killed: (node) => node.child.kill('SIGKILL'), frozen: (node) => node.freeze() })) {
    it(`a master is ${what}: its calls go to the replica, none fails, and nobody else waits`, async () => {
      const [, master] = cluster.nodes;
      for (const sid of SIDS) await call(manager, 'add', 'n', 'u0', sid);
      for (const node of cluster.nodes.slice(0, 3)) await node.command('WAIT', 1, LIMIT);
      const lines = await logged(async () => {
        end(master);
        const load = new Load(manager, SIDS);
        SIDS.forEach((_, n) => load.ledger.writes[n].unshift({ uid: 'u0', isThere: true }));
        await under(load, () => failover(load, master));
        const waited = SIDS.map((sid, n) => [isOf(master, sid), load.slowest[n]]);
        assert.ok(waited.every(([own, ms]) => own || ms < 1000), String(waited));
      });
      assert.equal(lines.length, 2, JSON.stringify(lines));
      assert.match(lines[1].text, / Redis at 127\.0\.0\.1:\d+ \(cluster\) is the master now after/);
    });
  }

  it('a master hands over: nothing acknowledged is lost', async () => {
    const [master] = cluster.nodes;
    const [replica] = await cluster.replicasOf(master);
    const load = new Load(manager, SIDS);
    await under(load, async () => {
      await until(() => load.made > 200);
      await replica.command('CLUSTER', 'FAILOVER');
      await until(async () => (await replica.command('ROLE'))[0] === 'master');
      const { made } = load;
      await until(() => load.made > made + 300);
    });
  });

  it('slots move under load, back and forth: each key sees its calls in order', async () => {
    const [first, second, third] = cluster.nodes;
    const load = new Load(manager, SIDS);
    const lines = await logged(() => under(load, async () => {
      await until(() => load.made > 100);
      for (const sid of SIDS.slice(0, 8)) {
        const from = [first, second, third].find((node) => isOf(node, sid));
        const to = from === third ? first : third;
        const { made } = load;
        const half = () => until(() => load.made > made + 60);
        await cluster.migrate(slot(sid), from, to, half);
        await until(() => load.made > made + 120);
        await cluster.migrate(slot(sid), to, from, half);
      }
    }));
    assert.deepEqual(lines, []);
  });

  it('a node is added and takes slots, and another gives all of its away and is forgotten', async () => {
    const load = new Load(manager, SIDS);
    const lines = await logged(() => under(load, async () => {
      const [first] = cluster.nodes;
      const added = await cluster.start();
      await cluster.meet(added, first);
      await cluster.settle(cluster.nodes);
      await cluster.moveAll(first, added);
      const { made } = load;
      await until(() => load.made > made + 300);
      await Promise.all(cluster.nodes.filter((node) => node !== first).map((node) => node.command('CLUSTER', 'FORGET', first.id).catch(() => {})));
    }));
    assert.ok(lines.length <= 2, JSON.stringify(lines));
  });
});
