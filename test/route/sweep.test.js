'use strict';

const assert = require('node:assert/strict');
const { startFakeCluster, slotOf } = require('../support/fakeCluster');
const { withRoutes, call } = require('./opened');

describe('cleaning a cluster', () => {
  const on = withRoutes();
  let cluster;
  beforeEach(async () => { cluster = await startFakeCluster(3); });
  afterEach(() => cluster.stop());

  const sids = Array.from({ length: 60 }, (_, i) => `c${i}`);
  const fill = (route) => Promise.all(sids.map((sid) => call(route, 'add', 'n', 'u', sid)));
  const left = () => cluster.nodes.reduce((sum, { keys }) => sum + keys.size, 0);
  const walks = () => cluster.commands('SCAN').filter(([, cursor]) => cursor === '0').length;

  it('walks over all masters, once when it is at rest', async () => {
    const route = await on.opened(cluster);
    assert.deepEqual(await call(route, 'clean'), []);
    const before = walks();
    assert.equal(before, 3);
    await fill(route);
    assert.deepEqual(await call(route, 'clean'), [null]);
    assert.equal(left(), 0);
  });

  it('walks again when slots have moved meanwhile', async () => {
    const route = await on.opened(cluster);
    await fill(route);
    const [first, second] = cluster.nodes;
    let moved = false;
    for (const node of cluster.nodes) {
      node.say = ([name]) => {
        if (name === 'UNLINK' && !moved) {
          moved = true;
          for (let slot = 0; slot < 5462; slot++) cluster.move(slot, second);
        }
        return undefined;
      };
    }
    assert.deepEqual(await call(route, 'clean'), [null]);
    assert.equal(left(), 0);
    assert.ok(!cluster.owners.includes(first));
  });

  it('walks again when it is sent elsewhere, five times at most', async () => {
    const route = await on.opened(cluster);
    await fill(route);
    const stale = 'POMELO:CHANNEL:n:c1';
    const other = cluster.nodes.find((node) => node !== cluster.owners[slotOf(stale)]);
    other.keys.set(stale, new Set(['u']));
    const [err] = await call(route, 'clean');
    assert.deepEqual([err.code, err.reply, err.maybeExecuted], ['EREPLY', 'ERR', true]);
    assert.match(err.message, /each of 5 walks/);
    assert.ok(walks() >= 15);
    assert.equal(left(), 1);
    other.keys.clear();
    assert.deepEqual(await call(route, 'clean'), []);
  });

  it('begins anew with whoever takes the place of a master', async () => {
    const route = await on.opened(cluster);
    await fill(route);
    const [gone, heir] = cluster.nodes;
    gone.say = ([name]) => {
      if (name !== 'SCAN') return undefined;
      gone.say = () => null;
      for (let slot = 0; slot < 5462; slot++) cluster.move(slot, heir);
      return null;
    };
    assert.deepEqual(await call(route, 'clean'), [null]);
    assert.equal(left(), 0);
  });

  it('tells what a master refuses', async () => {
    const route = await on.opened(cluster);
    cluster.nodes[1].say = ([name]) => (name === 'SCAN' ? '-NOPERM no scan\r\n' : undefined);
    const [err] = await call(route, 'clean');
    assert.deepEqual([err.code, err.reply], ['EREPLY', 'NOPERM']);
  });

  for (const [command, word] of [['SCAN', 'MASTERDOWN'], ['UNLINK', 'NOREPLICAS'], ['UNLINK', 'CLUSTERDOWN']]) {
    it(`asks again when a master says ${word} to ${command}, but not for ever`, async () => {
      const route = await on.opened(cluster, { commandTimeout: 500 });
      await fill(route);
      let refusals = 2;
      cluster.nodes[1].say = ([name, key]) => (name === command && key && refusals-- > 0 ? `-${word} for now\r\n` : undefined);
      assert.deepEqual(await call(route, 'clean'), [null]);
      assert.equal(left(), 0);
      await fill(route);
      refusals = Infinity;
      const [err] = await call(route, 'clean');
      assert.deepEqual([err.reply, err.message, route.pending], [word, `${word} for now`, 0]);
    });
  }

  it('does not wait for ever for the map behind it', async () => {
    const route = await on.opened(cluster, { commandTimeout: 1000 });
    await fill(route);
    for (const node of cluster.nodes) node.map = () => '-ERR no map today\r\n';
    const [err] = await call(route, 'clean');
    assert.deepEqual([err.code, err.maybeExecuted, left()], ['ETIMEDOUT', true, 0]);
    assert.match(err.message, /told within 1000 ms which slots are whose; .*no map today/);
  });

  it('ends with the route', async () => {
    const route = await on.opened(cluster);
    for (const node of cluster.nodes) node.say = ([name]) => (name === 'SCAN' ? null : undefined);
    const cleaned = call(route, 'clean');
    assert.ok(route.pending > 0);
    route.close();
    const [err] = await cleaned;
    assert.equal(err.code, 'ESTOPPED');
    await route.closed;
  });
});
