'use strict';

// The least that users must be allowed: on the master, and on Sentinels.

const assert = require('assert').strict;
const FakeApp = require('../support/fakeApp');
const { startGroup } = require('../support/sentinel');
const { call, logged } = require('../service/helpers');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');

const ON_SENTINELS = '-@all +subscribe +ping +sentinel|get-master-addr-by-name +sentinel|master +sentinel|sentinels';
const ON_REDIS = '+ping +select +role +client|info +client|kill +sadd +srem +smembers +unlink +scan';

describe('users who may do only what is needed', () => {
  let group, manager;
  before(async () => {
    const settings = [`user guard on >S3CRET resetchannels &+switch-master &+failover-state-send-slaveof-noone &-failover-abort-* &+sentinel ${ON_SENTINELS}`];
    group = await startGroup({ replicas: 0, sentinels: 1, settings });
    await group.nodes[0].command('ACL', 'SETUSER', 'game', 'on', '>p', '~GAME:*', '-@all', ...ON_REDIS.split(' '));
  });
  after(() => group.stop());
  afterEach(() => call(manager, 'stop', true));

  const start = (opts) => {
    manager = new RedisGlobalChannelManager(new FakeApp(['c1']), { ...group.options, prefix: 'GAME', username: 'game', password: 'p', ...opts });
    return call(manager, 'start');
  };

  it('serve', async () => {
    const lines = await logged(async () => {
      assert.deepEqual(await start({ sentinelUsername: 'guard', sentinelPassword: 'S3CRET' }), [null]);
      assert.deepEqual(await call(manager, 'add', 'n', 'u', 'c1'), [null]);
      assert.deepEqual(await call(manager, 'getMembersBySid', 'n', 'c1'), [null, ['u']]);
      assert.deepEqual(await call(manager, 'destroyChannel', 'n'), [null]);
      assert.deepEqual(await call(manager, 'clean'), []);
    });
    assert.deepEqual(lines, []);
  });

  it('are told which options are wrong', async () => {
    await logged(async () => {
      const [err] = await start({ sentinelUsername: 'guard', sentinelPassword: 'no' });
      assert.deepEqual([err.code, err.reply], ['EREPLY', 'WRONGPASS']);
      assert.match(err.message, /sentinelUsername and sentinelPassword$/);
    });
  });
});
