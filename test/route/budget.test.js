'use strict';

// One budget for all nodes: a call counts as one for as long as it is open, and nodes that do not answer have half of it.

const assert = require('node:assert/strict');
const { startFakeCluster, slotOf } = require('../support/fakeCluster');
const { until } = require('../support/patience');
const { withRoutes, call } = require('./opened');

const SIDS = Array.from({ length: 30 }, (_, i) => `c${i}`);
const MOST = 20;

describe('the budget of a route', () => {
  const on = withRoutes();
  let cluster;
  beforeEach(async () => { cluster = await startFakeCluster(3); });
  afterEach(() => cluster.stop());

  const ownerOf = (sid) => cluster.owners[slotOf(`POMELO:CHANNEL:n:${sid}`)];

  /** A sid of this node, and one of another. */
  const sides = (node) => [true, false].map((is) => SIDS.find((sid) => is === (ownerOf(sid) === node)));

  /** How many of them are taken. */
  function taken(count, make) {
    let codes = 0;
    for (let i = 0; i < count; i++) codes += make(i) === 0 ? 1 : 0;
    return codes;
  }

  it('counts a call until its last part is answered, whichever is', async () => {
    const route = await on.opened(cluster, { maxQueue: MOST, commandTimeout: 2000 });
    const [late] = cluster.nodes;
    const [own, other] = sides(late);
    late.say = ([name]) => (name === 'SMEMBERS' ? null : undefined);
    for (const sids of [[own, other], [other, own]]) {
      assert.equal(taken(5, () => route.lists('n', sids, () => {})), 5);
      await until(() => cluster.commands('SMEMBERS').length % 10 === 0);
      assert.deepEqual(await call(route, 'add', 'n', 'u', other), [null]);
    }
    assert.equal(taken(MOST, () => route.lists('n', [other], () => {})), MOST - 10);
    await until(() => route.pending === 0);
    late.say = () => undefined;
    await until(() => route.isConnected);
    assert.equal(taken(MOST + 1, () => route.lists('n', SIDS, () => {})), MOST);
  });

  it('counts a call for a node that is away, also when it is for others besides', async () => {
    const route = await on.opened(cluster, { maxQueue: MOST, commandTimeout: 2000 });
    const [away] = cluster.nodes;
    const [own, other] = sides(away);
    await away.peer.close();
    await until(() => !route.isConnected);
    assert.equal(taken(MOST, () => route.lists('n', [other, own], () => {})), MOST / 2);
    assert.deepEqual(await call(route, 'add', 'n', 'u', other), [null]);
  });

  it('gives half to a node that is silent, until it answers again', async () => {
    const route = await on.opened(cluster, { maxQueue: MOST, enable_offline_queue: false });
    const [silent] = cluster.nodes;
    const [own, other] = sides(silent);
    silent.say = () => null;
    const first = call(route, 'add', 'n', 'u', own);
    const load = silentLoad(route, silent);
    await until(() => load.isAway);
    assert.equal(taken(MOST, () => route.add('n', 'u', own, () => {})), MOST / 2 - 1);
    assert.deepEqual(await call(route, 'add', 'n', 'u', other), [null]);
    silent.say = () => undefined;
    for (const socket of silent.peer.sockets) socket.write(':1\r\n'.repeat(MOST / 2));
    assert.deepEqual(await first, [null]);
    await until(() => !load.isAway);
    assert.equal(taken(MOST + 1, () => route.add('n', 'u', own, () => {})), MOST);
  });

  const silentLoad = (route, { port }) => route.masters().find(({ address }) => address.port === port).load;
});
