'use strict';

// The rules by which calls find their nodes, played by scripted ones.

const assert = require('node:assert/strict');
const { startFakeCluster, slotOf } = require('../support/fakeCluster');
const { until } = require('../support/patience');
const { withRoutes, call } = require('./opened');

const key = (name, sid) => `POMELO:CHANNEL:${name}:${sid}`;
const slot = (name, sid) => slotOf(key(name, sid));

describe('a route to a cluster', () => {
  const on = withRoutes();
  let cluster;
  beforeEach(async () => { cluster = await startFakeCluster(3); });
  afterEach(() => cluster.stop());

  /** The owner of a key, and one that is not. */
  function sides(name, sid) {
    const owner = cluster.owners[slot(name, sid)];
    return [owner, cluster.nodes.find((node) => node !== owner)];
  }

  it('asks each key at its node, and keeps the places of lists', async () => {
    const route = await on.opened(cluster);
    const sids = Array.from({ length: 100 }, (_, i) => `c${i}`);
    await Promise.all(sids.filter((_, i) => i % 3 === 0).map((sid) => call(route, 'add', 'n', `of ${sid}`, sid)));
    const [err, lists] = await call(route, 'lists', 'n', sids);
    assert.equal(err, null);
    assert.deepEqual(Array.from(lists), sids.map((sid, i) => (i % 3 === 0 ? [`of ${sid}`] : undefined)));
    assert.deepEqual(await call(route, 'list', 'n', 'c3'), [null, ['of c3']]);
    assert.deepEqual(await call(route, 'leave', 'n', 'of c3', 'c3'), [null]);
    assert.deepEqual(await call(route, 'list', 'n', 'c3'), [null, []]);
    assert.deepEqual(await call(route, 'destroy', 'n', sids), [null]);
    assert.ok(cluster.nodes.every(({ keys, peer }) => keys.size === 0 && peer.commands('SADD').length > 0));
    assert.ok(cluster.commands('UNLINK').every((command) => command.length <= 2));
  });

  it('follows MOVED at once, and goes there from then on', async () => {
    const route = await on.opened(cluster);
    const [owner, other] = sides('n', 'c1');
    cluster.move(slot('n', 'c1'), other);
    assert.deepEqual(await call(route, 'add', 'n', 'u', 'c1'), [null]);
    assert.deepEqual(await call(route, 'list', 'n', 'c1'), [null, ['u']]);
    assert.equal(owner.peer.commands('SMEMBERS').length, 0);
    await until(() => cluster.commands('CLUSTER').length > 1);
  });

  it('follows ASK for the one call', async () => {
    const route = await on.opened(cluster);
    const [owner, other] = sides('n', 'c1');
    cluster.moving.set(slot('n', 'c1'), other);
    assert.deepEqual(await call(route, 'add', 'n', 'u', 'c1'), [null]);
    assert.deepEqual(await call(route, 'list', 'n', 'c1'), [null, ['u']]);
    assert.deepEqual(await call(route, 'destroy', 'n', ['c1', 'c2']), [null]);
    assert.deepEqual([other.peer.commands('ASKING').length, other.keys.size], [3, 0]);
    assert.deepEqual([owner.peer.commands('SADD').length, owner.peer.commands('SMEMBERS').length], [1, 1]);
  });

  it('takes a redirect without a host for the host that was asked', async () => {
    const route = await on.opened(cluster);
    const [owner, other] = sides('n', 'c1');
    cluster.move(slot('n', 'c1'), other);
    owner.say = ([name]) => (name === 'SADD' ? `-MOVED ${slot('n', 'c1')} :${other.port}\r\n` : undefined);
    assert.deepEqual(await call(route, 'add', 'n', 'u', 'c1'), [null]);
    assert.deepEqual(other.peer.commands('SADD').length, 1);
  });

  it('opens a connection to a node that it has not heard of', async () => {
    const route = await on.opened(cluster);
    const added = await cluster.start();
    cluster.move(slot('n', 'c1'), added);
    assert.deepEqual(await call(route, 'add', 'n', 'u', 'c1'), [null]);
    assert.deepEqual([...added.keys.keys()], [key('n', 'c1')]);
  });

  for (const word of ['MOVED', 'TRYAGAIN', 'CLUSTERDOWN', 'MASTERDOWN', 'NOREPLICAS']) {
    it(`asks again after ${word}, less and less eagerly, and says so at the deadline`, async () => {
      const route = await on.opened(cluster, { commandTimeout: 650 });
      const [owner] = sides('n', 'c1');
      const text = word === 'MOVED' ? `MOVED ${slot('n', 'c1')} 127.0.0.1:${owner.port}` : `${word} for now`;
      owner.say = ([name]) => (name === 'SADD' ? `-${text}\r\n` : undefined);
      const [err] = await call(route, 'add', 'n', 'u', 'c1');
      assert.deepEqual([err.code, err.reply, err.message], ['EREPLY', word, text]);
      const asked = owner.peer.commands('SADD').length;
      assert.ok(asked >= 2 && asked <= 11, `asked ${asked} times`);
      owner.say = () => undefined;
      // Asked so rarely by now, it may hear of that behind the deadline of a call.
      await until(async () => (await call(route, 'add', 'n', 'u', 'c1'))[0] === null);
    });
  }

  it('waits until a node has loaded its data', async () => {
    const route = await on.opened(cluster);
    const [owner] = sides('n', 'c1');
    let asked = 0;
    owner.say = ([name]) => (name === 'SADD' && ++asked < 3 ? '-LOADING Redis is loading the dataset in memory\r\n' : undefined);
    assert.deepEqual(await call(route, 'add', 'n', 'u', 'c1'), [null]);
  });

  it('is not led astray by a map that is older than a MOVED', async () => {
    const route = await on.opened(cluster);
    const [owner, other] = sides('n', 'c1');
    const before = cluster.map();
    for (const node of cluster.nodes) node.map = () => before;
    cluster.move(slot('n', 'c1'), other);
    const asked = owner.peer.commands('SADD').length;
    for (let i = 0; i < 20; i++) assert.deepEqual(await call(route, 'add', 'n', String(i), 'c1'), [null]);
    assert.ok(owner.peer.commands('SADD').length - asked <= 2);
  });

  it('survives nodes that lie about the map', async () => {
    const route = await on.opened(cluster);
    const lies = ['*0\r\n', '*1\r\n:1\r\n', '-ERR no\r\n', ':0\r\n', cluster.map(cluster.owners.map(() => cluster.nodes[2])),
      cluster.map(cluster.owners.map((_, i) => cluster.nodes[i % 3])), '*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$1\r\n?\r\n:0\r\n'];
    for (const lie of lies) {
      for (const node of cluster.nodes) node.map = () => lie;
      const asked = cluster.commands('CLUSTER').length;
      cluster.nodes[0].peer.cut();
      await until(() => cluster.commands('CLUSTER').length > asked);
      const sids = Array.from({ length: 20 }, (_, i) => `c${i}`);
      const answers = await Promise.all(sids.map((sid) => call(route, 'add', 'n', 'u', sid)));
      assert.deepEqual(answers, sids.map(() => [null]), lie.slice(0, 80));
    }
  });

  it('takes the calls of a silent node to its successor, as soon as others name one', async () => {
    const route = await on.opened(cluster);
    const [owner, other] = sides('n', 'c1');
    owner.say = () => null;
    const calls = [];
    for (let i = 0; i < 10; i++) calls.push(call(route, 'add', 'n', String(i), 'c1'), call(route, 'leave', 'n', String(i - 1), 'c1'));
    await until(() => cluster.commands('CLUSTER').length > 5);
    for (let s = 0; s < cluster.owners.length; s++) if (cluster.owners[s] === owner) cluster.move(s, other);
    assert.deepEqual(await Promise.all(calls), calls.map(() => [null]));
    assert.deepEqual([...other.keys.get(key('n', 'c1'))], ['9']);
    await until(() => owner.peer.sockets.size === 0);
  });

  it('disturbs nobody else meanwhile', async () => {
    const route = await on.opened(cluster);
    const [owner] = sides('n', 'c1');
    const sids = Array.from({ length: 50 }, (_, i) => `c${i}`).filter((sid) => cluster.owners[slot('n', sid)] !== owner);
    owner.say = () => null;
    const stuck = call(route, 'add', 'n', 'u', 'c1');
    for (const sid of sids) assert.deepEqual(await call(route, 'add', 'n', 'u', sid), [null]);
    owner.say = () => undefined;
    owner.peer.cut();
    assert.deepEqual(await stuck, [null]);
  });

  it('gives an Error for those sids alone that could not be read', async () => {
    const route = await on.opened(cluster, { commandTimeout: 700 });
    const sids = Array.from({ length: 12 }, (_, i) => `c${i}`);
    const [wrong, silent] = [cluster.owners[slot('n', 'c0')], cluster.nodes.find((node) => node !== cluster.owners[slot('n', 'c0')])];
    wrong.say = ([name, which]) => (name === 'SMEMBERS' && which === key('n', 'c0') ? '-WRONGTYPE no set\r\n' : undefined);
    silent.say = ([name]) => (name === 'SMEMBERS' ? null : undefined);
    const [err, lists] = await call(route, 'lists', 'n', sids);
    assert.equal(err, null);
    const got = Array.from(lists, (list) => (list instanceof Error ? list.code : list));
    assert.deepEqual(got, sids.map((sid, i) => (i === 0 ? 'EREPLY' : cluster.owners[slot('n', sid)] === silent ? 'ETIMEDOUT' : undefined)));
  });

  it('is served by a proxy that gives all nodes its own address', async () => {
    const [proxy] = cluster.nodes;
    cluster.owners = cluster.owners.map(() => proxy);
    const route = await on.opened({ addresses: [{ host: '127.0.0.1', port: proxy.port }] });
    await Promise.all(['c1', 'c2', 'c3', 'c4'].map((sid) => call(route, 'add', 'n', 'u', sid)));
    assert.equal(proxy.keys.size, 4);
    assert.equal(proxy.peer.accepted, 2);
  });
});
