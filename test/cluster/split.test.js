'use strict';

// A cluster that is split in two: a few nodes hear nobody else, and know nothing of what the others decide.

const assert = require('assert').strict;
const FakeApp = require('../support/fakeApp');
const { startCluster } = require('../support/cluster');
const { slotOf } = require('../support/fakeCluster');
const { LIMIT, until } = require('../support/patience');
const { startBuses } = require('../support/split');
const { call, logged } = require('../service/helpers');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');
const Load = require('./load');

const SIDS = Array.from({ length: 30 }, (_, i) => `c${i}`);
const MASTERS = 5;

describe('a real cluster that is split in two', () => {
  let buses;
  let cluster;
  let manager;
  before(async () => {
    buses = await startBuses(2 * MASTERS);
    cluster = await startCluster({ masters: MASTERS, places: buses.places, args: ['--cluster-require-full-coverage', 'no'] });
    manager = new RedisGlobalChannelManager(new FakeApp(SIDS), { cluster: cluster.addresses, commandTimeout: LIMIT });
    assert.deepEqual(await call(manager, 'start'), [null]);
  });
  after(async () => {
    await call(manager, 'stop', true);
    await cluster.stop();
    buses.stop();
  });

  const masterOf = (sid) => Math.floor(slotOf(`POMELO:CHANNEL:n:${sid}`) * MASTERS / 16384);

  it('is used where the majority is, whatever the others say', async () => {
    const cut = cluster.nodes.slice(0, 2);
    const heirs = (await Promise.all(cut.map((node) => cluster.replicasOf(node, cluster.nodes[2])))).map(([replica]) => replica);
    buses.split(cut.map(({ host }) => host));
    await logged(async () => {
      for (const heir of heirs) await until(async () => (await heir.command('ROLE'))[0] === 'master');
      for (const node of cut) await until(async () => (await node.command('CLUSTER', 'INFO')).includes('cluster_state:fail'));
      const load = new Load(manager, SIDS);
      await until(() => load.made > 1000);
      await load.stop();
      await load.check();
      await holds(heirs);
      buses.split([]);
      for (const node of cut) await until(async () => (await node.command('ROLE'))[0] === 'slave');
      const later = SIDS.map((sid) => call(manager, 'add', 'm', 'u', sid));
      assert.deepEqual(await Promise.all(later), SIDS.map(() => [null]));
    });
  });

  /** What was acknowledged of the slots of those that are cut off is with their heirs. */
  async function holds(heirs) {
    for (const sid of SIDS.filter((each) => masterOf(each) < 2)) {
      const [err, uids] = await call(manager, 'getMembersBySid', 'n', sid);
      assert.ifError(err);
      assert.deepEqual((await heirs[masterOf(sid)].command('SMEMBERS', `POMELO:CHANNEL:n:${sid}`)).sort(), uids.sort());
    }
  }
});
