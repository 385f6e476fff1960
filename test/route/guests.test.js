'use strict';

// Whoever was asked for a slot on its way is kept for a while without one, but not when it does not answer.

const assert = require('node:assert/strict');
const { startFakeCluster, slotOf } = require('../support/fakeCluster');
const { until } = require('../support/patience');
const { withRoutes, call } = require('./opened');

const SLOT = slotOf('POMELO:CHANNEL:n:c1');
const SIDS = Array.from({ length: 30 }, (_, i) => `c${i}`);

/** Less than a guest is kept without a reason. */
const PATIENCE = 8000;

describe('a node that is to get a slot', () => {
  const on = withRoutes();
  let cluster;
  beforeEach(async () => { cluster = await startFakeCluster(3); });
  afterEach(() => cluster.stop());

  const ownerOf = (sid) => cluster.owners[slotOf(`POMELO:CHANNEL:n:${sid}`)];

  it('is kept while others say nothing of it', async () => {
    const route = await on.opened(cluster);
    const guest = await cluster.start();
    cluster.depart(SLOT, guest);
    assert.deepEqual(await call(route, 'add', 'n', 'u', 'c1'), [null]);
    for (let maps = 0; maps < 3; maps++) assert.equal(await new Promise((resolve) => route.afterMap(resolve)), null);
    assert.deepEqual(await call(route, 'add', 'n', 'v', 'c1'), [null]);
    assert.equal(guest.peer.accepted, 1);
  });

  it('gives its calls to its successor when it is silent', async () => {
    const route = await on.opened(cluster, { commandTimeout: PATIENCE });
    const guest = cluster.nodes.find((node) => node !== ownerOf('c1'));
    const heir = cluster.nodes.find((node) => node !== ownerOf('c1') && node !== guest);
    const own = SIDS.find((sid) => ownerOf(sid) === guest);
    cluster.depart(SLOT, guest);
    assert.deepEqual(await call(route, 'add', 'n', 'u', 'c1'), [null]);
    guest.say = () => null;
    const stuck = [call(route, 'add', 'n', 'v', own), call(route, 'add', 'n', 'v', 'c1')];
    for (const [slot, owner] of cluster.owners.entries()) if (owner === guest) cluster.move(slot, heir);
    cluster.depart(SLOT, heir);
    assert.deepEqual(await Promise.all(stuck), [[null], [null]]);
  });

  it('gives them back when it is away, and the slot stays where it was', async () => {
    const route = await on.opened(cluster, { commandTimeout: PATIENCE });
    const guest = await cluster.start();
    await guest.peer.close();
    cluster.moving.set(SLOT, guest);
    const stuck = call(route, 'add', 'n', 'u', 'c1');
    await until(() => cluster.commands('SADD').length > 0);
    cluster.moving.clear();
    assert.deepEqual(await stuck, [null]);
  });
});
