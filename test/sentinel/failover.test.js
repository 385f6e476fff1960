'use strict';

// Three Sentinels, a master and two replicas, all real: what is left after the master was killed, was frozen, or handed over.

const assert = require('assert').strict;
const FakeApp = require('../support/fakeApp');
const { until } = require('../support/patience');
const { startGroup } = require('../support/sentinel');
const { call, logged } = require('../service/helpers');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');
const Writer = require('./writer');

/** What ends the master, and whether all that it has acknowledged must be there. */
const ENDS = {
  'hands over': { end: (group) => group.sentinels[0].command('SENTINEL', 'FAILOVER', group.name), complete: true },
  'is killed': { end: (group) => group.nodes[0].child.kill('SIGKILL'), complete: false },
  'is frozen': { end: (group) => group.nodes[0].freeze(), complete: false },
};

describe('a real master that Sentinels watch', () => {
  for (const [what, { end, complete }] of Object.entries(ENDS)) {
    it(`${what}: calls go to the next, none fails, and no acknowledged write ${complete ? 'is' : 'that it passed on is'} lost`, async () => {
      const group = await startGroup();
      const manager = new RedisGlobalChannelManager(new FakeApp(['c1']), { ...group.options, commandTimeout: 30000 });
      try {
        assert.deepEqual(await call(manager, 'start'), [null]);
        const lines = await logged(() => failover(group, manager, end, complete));
        assert.match(lines[lines.length - 1].text, /is the master now/);
      } finally {
        await call(manager, 'stop', true);
        await group.stop();
      }
    });
  }
});

/** @param {any} group @param {any} manager @param {(group: any) => any} end @param {boolean} complete */
async function failover(group, manager, end, complete) {
  const [old] = group.nodes;
  const writer = new Writer(manager);
  await until(() => writer.acknowledged.size > 20);
  // What the replicas have; the rest of an unplanned end may be lost.
  const sure = [...writer.acknowledged.keys()];
  await old.command('WAIT', 2, 10000);
  await end(group);
  const next = await group.master(old);
  await writer.next();
  await writer.stop();
  assert.deepEqual(writer.errors, []);
  const missing = await writer.missing(next);
  assert.deepEqual(complete ? missing : missing.filter((uid) => sure.includes(uid)), []);
}
