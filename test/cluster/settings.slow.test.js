'use strict';

// What the README says of settings of the servers, each on a cluster that has it.

const assert = require('assert').strict;
const { startCluster } = require('../support/cluster');
const FakeApp = require('../support/fakeApp');
const { slotOf } = require('../support/fakeCluster');
const { until } = require('../support/patience');
const { call, logged } = require('../service/helpers');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');

const SIDS = Array.from({ length: 24 }, (_, i) => `c${i}`);
const KEEPING_UP = ['--min-replicas-to-write', '1', '--min-replicas-max-lag', '2', '--cluster-allow-replica-migration', 'no'];

describe('settings of a real cluster', () => {
  let cluster;
  afterEach(() => cluster.stop());

  const isOf = (master, sid) => Math.floor(slotOf(`POMELO:CHANNEL:n:${sid}`) * 3 / 16384) === master;

  /**
   * A master is killed, and calls for all keys are made all the while, with the plugin's own timeouts.
   *
   * @param {string | null} last what is to become of a call for its keys in the end
   * @returns {Promise<{ own: Set<string>, others: Set<string>, reads: Set<string>, lines: number }>} what became of those for
   *   its keys, and for others, null: success; and how many lines the log has
   */
  async function killed(last = null) {
    const manager = new RedisGlobalChannelManager(new FakeApp(SIDS), { cluster: cluster.addresses });
    assert.deepEqual(await call(manager, 'start'), [null]);
    const told = { own: new Set(), others: new Set(), reads: new Set(), lines: 0 };
    const open = new Set();
    const make = (args, to) => {
      const answer = call(manager, ...args).then(([err]) => {
        told[to].add(err && (err.reply || err.code));
        open.delete(answer);
      });
      open.add(answer);
    };
    const timer = setInterval(() => SIDS.forEach((sid) => {
      make(['add', 'n', 'u', sid], isOf(1, sid) ? 'own' : 'others');
      make(['getMembersBySid', 'n', sid], 'reads');
    }), 50);
    const lines = await logged(async () => {
      await cluster.nodes[1].kill();
      told.own.clear();
      const heirs = await cluster.replicasOf(cluster.nodes[1], cluster.nodes[0]);
      await until(async () => (await Promise.all(heirs.map((heir) => heir.command('ROLE')))).some(([role]) => role === 'master'));
      await until(() => told.own.has(last));
      clearInterval(timer);
      await Promise.all(open);
      await call(manager, 'stop', true);
    });
    return { ...told, lines: lines.length };
  }

  const WELL = { own: new Set([null]), others: new Set([null]), reads: new Set([null]), lines: 2 };

  for (const answer of ['yes', 'no']) {
    it(`cluster-node-timeout 1000 with cluster-require-full-coverage ${answer}: no call fails`, async () => {
      cluster = await startCluster({ args: ['--cluster-require-full-coverage', answer] });
      assert.deepEqual(await killed(), WELL);
    });
  }

  it('min-replicas-to-write 1, with two replicas for each master: no call fails', async () => {
    cluster = await startCluster({ replicas: 2, args: KEEPING_UP });
    const { lines, ...told } = await killed();
    assert.deepEqual({ ...told, lines: 2 }, WELL);
    assert.ok(lines <= 3); // it may say NOREPLICAS for a moment
  });

  it('min-replicas-to-write 1, with one: its successor refuses all writes, and nobody else does', async () => {
    cluster = await startCluster({ args: [...KEEPING_UP, '--cluster-require-full-coverage', 'no'] });
    assert.deepEqual(await killed('NOREPLICAS'), { ...WELL, own: new Set(['NOREPLICAS']), lines: 3 });
  });
});
