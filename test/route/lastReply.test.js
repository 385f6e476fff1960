'use strict';

// A call that is late is told what its node said last, also when it came there late, and waited behind others.

const assert = require('node:assert/strict');
const { startFakeCluster, slotOf } = require('../support/fakeCluster');
const { logged } = require('../service/helpers');
const { until } = require('../support/patience');
const { withRoutes, call } = require('./opened');

describe('a write that is late', () => {
  const on = withRoutes();
  let cluster;
  beforeEach(async () => { cluster = await startFakeCluster(3); });
  afterEach(() => cluster.stop());

  for (const word of ['READONLY', 'NOREPLICAS', 'CLUSTERDOWN']) {
    it(`fails with ${word} when its master's successor says so`, async () => {
      const route = await on.opened(cluster, { commandTimeout: 1500 });
      const owner = cluster.owners[slotOf('POMELO:CHANNEL:n:c1')];
      const heir = cluster.nodes.find((node) => node !== owner);
      owner.say = () => null;
      heir.say = ([name]) => (name === 'SADD' ? `-${word} for now\r\n` : undefined);
      const lines = await logged(async () => {
        const late = [1, 2, 3].map((i) => call(route, 'add', 'n', `u${i}`, 'c1'));
        await until(() => cluster.commands('CLUSTER').length > 4);
        for (const [slot, node] of cluster.owners.entries()) if (node === owner) cluster.move(slot, heir);
        const errors = (await Promise.all(late)).map(([err]) => [err.code, err.reply, err.message]);
        assert.deepEqual(errors, late.map(() => ['EREPLY', word, `${word} for now`]));
        assert.deepEqual(await call(route, 'list', 'n', 'c1'), [null, []]);
        heir.say = () => undefined;
        await until(async () => (await call(route, 'add', 'n', 'u', 'c1'))[0] === null);
      });
      assert.deepEqual(lines.filter(({ text }) => text.includes(`no answer from Redis at 127.0.0.1:${heir.port} `)), []);
      heir.say = ([name]) => (name === 'SADD' ? null : undefined);
      assert.equal((await call(route, 'add', 'n', 'u', 'c1'))[0].code, 'ETIMEDOUT');
    });
  }
});
