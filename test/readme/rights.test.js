'use strict';

// The lines of the READMEs for users on one Redis, a master, its Sentinels and the nodes of a cluster: servers take them, and
// refuse nothing.

const assert = require('node:assert/strict');
const { startCluster } = require('../support/cluster');
const { startRedis } = require('../support/redis');
const { startGroup } = require('../support/sentinel');
const { everything } = require('./everything');
const { read, blocks } = require('./markdown');

const USER = { username: 'game', password: 'secret' };

for (const page of ['README.md', 'README.zh-CN.md']) {
  describe(`the rights in ${page}`, () => {
    const lines = blocks(read(page), '').filter((block) => block.startsWith('ACL SETUSER')).map((block) => block.trim().split(' '));
    const [one, master, guard, node] = lines;
    /** Whoever has to be stopped. */
    let servers;

    afterEach(() => servers.stop());

    /** All that the plugin asks for; it must not be what any of these has refused. */
    async function use(opts, refusing) {
      const interrupt = () => Promise.all(refusing.map((each) => each.command('CLIENT', 'KILL', 'TYPE', 'normal')));
      await everything({ ...USER, ...opts }, interrupt);
      for (const each of refusing) assert.deepEqual(await each.command('ACL', 'LOG'), []);
    }

    it('are enough on one Redis', async () => {
      servers = await startRedis();
      await servers.command(...one);
      await use({ port: servers.port, db: 1 }, [servers]);
    });

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
