'use strict';

// The same where Redis is several: a Redis Cluster, whose keys are on three masters, and a master that Sentinels watch.

const assert = require('assert').strict;
const { call } = require('../service/helpers');
const { startCluster } = require('../support/cluster');
const { LIMIT, until } = require('../support/patience');
const { startGroup } = require('../support/sentinel');
const { withServices } = require('./apps');

const BEAT = 0.1;
const NAMES = Array.from({ length: 12 }, (_, i) => `n${i}`);
const UIDS = Array.from({ length: 300 }, (_, i) => `u${i}`);

/** What makes each, and who has keys in it. */
const HOMES = {
  'a Redis Cluster': async () => {
    const cluster = await startCluster({ replicas: 0 });
    return { options: { cluster: cluster.addresses }, nodes: cluster.nodes, stop: () => cluster.stop() };
  },
  'a group of Sentinels': async () => {
    const group = await startGroup({ replicas: 1, sentinels: 3 });
    return { options: group.options, nodes: [group.nodes[0]], stop: () => group.stop() };
  },
};

for (const [where, make] of Object.entries(HOMES)) {
  describe(`the presence of servers in ${where}`, function () {
    this.timeout(3 * LIMIT);
    const on = withServices();
    /** @type {any} */
    let home;
    before(async () => { home = await make(); });
    beforeEach(() => Promise.all(home.nodes.map((node) => node.command('FLUSHALL'))));
    after(() => home.stop());

    const started = (id, opts) => on.started(id, { port: undefined, ...home.options, userIndex: true, ...opts });
    const keys = async () => (await Promise.all(home.nodes.map((node) => node.command('KEYS', '*')))).flat().sort();
    const has = async (key) => (await keys()).includes(key);
    const fill = (service, sid) => call(service, 'add', NAMES, UIDS, sid);

    it('beats, and cleans up behind who has gone', async () => {
      const { app, service } = await started('b1', { heartbeat: BEAT });
      const other = await started('c2', { heartbeat: BEAT });
      assert.ok(await has('P@sid:c2') && await has('P@sids'));
      await fill(service, 'c2');
      await call(service, 'add', 'n0', 'u0', 'c1');
      other.service._life._presence._heartbeat.end(); // it dies
      for (const each of [app, other.app]) each.removeServers(['c2']);
      await until(async () => !await has('P@sids'));
      assert.deepEqual(await keys().then((all) => all.filter((key) => !key.startsWith('P@lock:'))), ['P:n0:c1', 'P@uid:u0']);
      assert.deepEqual(await call(service, 'getChannelsByUid', 'u0'), [null, { c1: ['n0'] }]);
    });

    it('leaves nobody behind when a server stops, and removes its own when it starts', async () => {
      const { service } = await started('c1', { heartbeat: 1000 });
      await fill(service, 'c1');
      await call(service, 'stop', true);
      assert.deepEqual(await keys(), ['P@sids']);
      const { service: backend } = await started('b1', {});
      await fill(backend, 'c1');
      assert.equal((await keys()).length, 1 + NAMES.length + UIDS.length);
      await started('c1', { cleanOwnOnStartUp: true, heartbeat: 1000 });
      assert.deepEqual(await keys(), ['P@sid:c1', 'P@sids']);
    });

    it('tells a server that was removed', async () => {
      const { app } = await started('c1', { heartbeat: BEAT });
      let removed = 0;
      app.event.on('globalchannel_removed', () => removed++);
      for (const node of home.nodes) await node.command('DEL', 'P@sids').catch(() => {}); // who has not its slot refuses
      await until(() => removed > 0);
      assert.equal(removed, 1);
    });
  });
}
