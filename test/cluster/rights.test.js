'use strict';

// The line of the README is enough for all that is asked of a cluster, and nothing in it is too much.

const assert = require('assert').strict;
const FakeApp = require('../support/fakeApp');
const { startCluster } = require('../support/cluster');
const { slotOf } = require('../support/fakeCluster');
const { LIMIT } = require('../support/patience');
const { call, logged } = require('../service/helpers');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');

const RIGHTS = ['+sadd', '+srem', '+smembers', '+unlink', '+ping', '+scan', '+asking', '+client|info', '+client|kill', '+cluster|slots', '+cluster|info'];
const SIDS = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'];

describe('the rights of a user in a cluster', () => {
  let cluster;
  before(async () => { cluster = await startCluster({ masters: 2, replicas: 0 }); });
  after(() => cluster.stop());

  /** All that the plugin does, also while a slot is on its way; what fails, in the order of the calls. */
  async function all(rights) {
    for (const node of cluster.nodes) await node.command('ACL', 'SETUSER', 'game', 'reset', 'on', '>secret', '~POMELO:CHANNEL:*', ...rights);
    const opts = { cluster: cluster.addresses, username: 'game', password: 'secret', commandTimeout: LIMIT };
    const manager = new RedisGlobalChannelManager(new FakeApp(SIDS), opts);
    const errors = [];
    await logged(async () => {
      const [err] = await call(manager, 'start');
      if (err) return errors.push(err);
      const slot = slotOf('POMELO:CHANNEL:n:c1');
      const from = await cluster.ownerOf(slot);
      const ask = () => Promise.all([...SIDS.map((sid) => call(manager, 'add', 'n', 'u', sid)), call(manager, 'leave', 'n', 'v', 'c1'),
        call(manager, 'getMembers', 'n', SIDS), call(manager, 'destroyChannel', 'n')]).then((told) => errors.push(...told.map(([e]) => e)));
      await cluster.migrate(slot, from, cluster.nodes.find((node) => node !== from), ask);
      errors.push((await call(manager, 'clean'))[0]);
    });
    await call(manager, 'stop', true);
    return errors.filter(Boolean).map(({ reply, message }) => [reply, message]);
  }

  it('are those of the README', async () => {
    assert.deepEqual(await all(RIGHTS), []);
  });

  for (const right of ['+cluster|slots', '+asking', '+unlink', '+scan']) {
    it(`are not enough without ${right}`, async () => {
      const errors = await all(RIGHTS.filter((each) => each !== right));
      assert.ok(errors.length > 0);
      assert.ok(errors.every(([reply]) => reply === 'NOPERM'), JSON.stringify(errors));
    });
  }

  it('need not have those that nothing fails without', async () => {
    const optional = ['+client|info', '+client|kill', '+cluster|info'];
    assert.deepEqual(await all(RIGHTS.filter((each) => !optional.includes(each))), []);
  });
});
