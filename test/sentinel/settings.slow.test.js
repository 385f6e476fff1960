'use strict';

// What the READMEs say to set on the servers: with that, and all else as servers have it, no call fails in a failover.

const assert = require('assert').strict;
const FakeApp = require('../support/fakeApp');
const { startGroup } = require('../support/sentinel');
const { call, logged } = require('../service/helpers');
const { read, section, tableOf, codes } = require('../readme/markdown');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');
const Writer = require('./writer');

/** Those of Redis that tests of other things have changed. */
const DEFAULTS = ['--repl-diskless-sync-delay', '5', '--repl-ping-replica-period', '10'];

const ENDS = {
  'hands over': async (group) => {
    await group.sentinels[0].command('SENTINEL', 'FAILOVER', group.name);
    await writeOn(group.nodes[0]);
  },
  'is killed': (group) => group.nodes[0].child.kill('SIGKILL'),
};

for (const page of ['README.md', 'README.zh-CN.md']) {
  describe(`a master with the settings of ${page}`, () => {
    const rows = tableOf(section(read(page), 'Redis Sentinel'), 'sentinel down-after');
    const settings = rows.flatMap(([set]) => codes(set)).filter((line) => line.startsWith('sentinel ') && line.includes(' mymaster '));
    const [replicas] = rows.map(([set]) => codes(set)).filter(([first]) => first.startsWith('min-replicas-to-write'));
    const args = [...DEFAULTS, ...replicas.flatMap((line) => `--${line}`.split(' '))];

    for (const [what, end] of Object.entries(ENDS)) {
      it(`${what}, and no call fails`, async () => {
        assert.equal(settings.length, 2);
        const group = await startGroup({ name: 'mymaster', settings, args });
        const manager = new RedisGlobalChannelManager(new FakeApp(['c1']), group.options);
        try {
          assert.deepEqual(await call(manager, 'start'), [null]);
          await logged(() => failover(group, manager, end));
        } finally {
          await call(manager, 'stop', true);
          await group.stop();
        }
      });
    }
  });
}

/** @param {any} group @param {any} manager @param {(group: any) => any} end */
async function failover(group, manager, end) {
  const [old] = group.nodes;
  const writer = new Writer(manager);
  await writer.next();
  await end(group);
  await group.master(old);
  await writer.next();
  await writer.stop();
  assert.deepEqual(writer.errors, []);
}

/** Somebody who does not wait, until the old master is none: the other replica gets ahead of the next one, and must begin anew. */
async function writeOn(old) {
  while (await old.command('INCR', 'others').then(() => true, () => false));
}
