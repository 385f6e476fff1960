'use strict';

// The lines of the READMEs for users on a master, its Sentinels and the nodes of a cluster: servers take them, and refuse nothing.

const assert = require('node:assert/strict');
const GlobalChannelService = require('../../lib/service/globalChannelService');
const { startCluster } = require('../support/cluster');
const FakeApp = require('../support/fakeApp');
const { startGroup } = require('../support/sentinel');
const { read, blocks } = require('./markdown');

for (const page of ['README.md', 'README.zh-CN.md']) {
  describe(`the rights in ${page}`, () => {
    const lines = blocks(read(page), '').filter((block) => block.startsWith('ACL SETUSER')).map((block) => block.trim().split(' '));
    const [, master, guard, node] = lines;
    /** Whoever has to be stopped. */
    let servers;
    let service;

    afterEach(async () => {
      if (service) await service.stop(true);
      service = null;
      await servers.stop();
    });

    /** All that the plugin asks for; it must not be what any of these has refused. */
    async function use(opts, refusing) {
      const user = { username: 'game', password: 'secret' };
      service = new GlobalChannelService(new FakeApp(['c1', 'c2']), { ...user, cleanOnStartUp: true, ...opts });
      await service.start();
      await service.add('n', 'u', 'c1');
      assert.deepEqual(await service.getMembersByChannelName('connector', 'n'), ['u']);
      await service.leave('n', 'u', 'c1');
      await service.destroyChannel('n');
      for (const each of refusing) assert.deepEqual(await each.command('ACL', 'LOG'), []);
    }

    it('are enough with Sentinels', async () => {
      servers = await startGroup({ replicas: 0, sentinels: 1 });
      const { nodes, sentinels, options } = servers;
      await nodes[0].command(...master);
      await sentinels[0].command(...guard);
      await use({ ...options, sentinelUsername: 'guard', sentinelPassword: 'another' }, [...nodes, ...sentinels]);
    });

    it('are enough in a cluster', async () => {
      servers = await startCluster({ replicas: 0 });
      for (const each of servers.nodes) await each.command(...node);
      await use({ cluster: servers.addresses }, servers.nodes);
    });
  });
}
