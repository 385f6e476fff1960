'use strict';

// Servers with the READMEs' settings for host names: whom Sentinels name, before and behind a failover.

const assert = require('assert').strict;
const FakeApp = require('../support/fakeApp');
const { until } = require('../support/patience');
const { startRedis } = require('../support/redis');
const { Sentinel } = require('../support/sentinel');
const { call, logged } = require('../service/helpers');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');

const SETTINGS = ['sentinel resolve-hostnames yes', 'sentinel announce-hostnames yes', 'sentinel announce-ip localhost'];
const ON_REDIS = ['--replica-announce-ip', 'localhost', '--repl-diskless-sync-delay', '0'];

describe('host names', () => {
  const servers = [];
  after(() => Promise.all(servers.map((each) => each.stop())));

  it('are what Sentinels announce, of each other and of the next master as well', async () => {
    const master = await startRedis({ args: ON_REDIS });
    const replica = await startRedis({ args: [...ON_REDIS, '--replicaof', `localhost ${master.port}`] });
    servers.push(master, replica);
    const lines = [...SETTINGS, `sentinel monitor game localhost ${master.port} 1`, 'sentinel down-after-milliseconds game 1000'];
    const [first, second] = [await Sentinel.start(lines), await Sentinel.start(lines)];
    servers.push(first, second);
    await until(async () => {
      const fields = await first.master('game');
      return fields.get('num-slaves') === '1' && fields.get('num-other-sentinels') === '1';
    });
    const manager = new RedisGlobalChannelManager(new FakeApp(['c1']), { sentinels: [`127.0.0.1:${first.port}`], name: 'game' });
    try {
      assert.deepEqual(await call(manager, 'start'), [null]);
      const { session } = manager._connection;
      assert.equal(session.where, `localhost:${master.port} (game)`);
      assert.ok(session._panel.sentinels.some(({ where }) => where === `localhost:${second.port}`));
      await logged(async () => {
        await first.command('SENTINEL', 'FAILOVER', 'game');
        await until(() => session.where === `localhost:${replica.port} (game)`);
      });
      assert.deepEqual(await call(manager, 'add', 'n', 'u', 'c1'), [null]);
    } finally {
      await call(manager, 'stop', true);
    }
  });
});
