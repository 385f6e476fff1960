'use strict';

// What start waits for, and what it says when that does not come; and what becomes of calls while a node is away.

const assert = require('assert').strict;
const FakeApp = require('../support/fakeApp');
const { startFakeCluster, slotOf } = require('../support/fakeCluster');
const { LIMIT, until } = require('../support/patience');
const { freePort } = require('../support/redis');
const { call, logged } = require('../service/helpers');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');

const SIDS = Array.from({ length: 30 }, (_, i) => `c${i}`);

describe('start on a cluster', () => {
  const ends = [];
  let cluster;
  beforeEach(async () => { cluster = await startFakeCluster(3); });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    await cluster.stop();
  });

  function make(opts = {}) {
    const manager = new RedisGlobalChannelManager(new FakeApp(SIDS), { cluster: cluster.addresses, commandTimeout: LIMIT, ...opts });
    ends.push(() => call(manager, 'stop', true));
    return manager;
  }

  /** The error of start, and what was logged until then. */
  async function fails(opts) {
    let err;
    const lines = await logged(async () => { [err] = await call(make(opts), 'start'); });
    assert.ok(err instanceof Error);
    return { err, lines };
  }

  it('needs one node of the list, and every master that it names', async () => {
    const nobody = { host: '127.0.0.1', port: await freePort() };
    const manager = make({ cluster: [nobody, cluster.addresses[1]] });
    assert.deepEqual(await call(manager, 'start'), [null]);
    assert.deepEqual(cluster.nodes.map(({ peer }) => peer.commands('PING').length), [1, 1, 1]);
  });

  it('waits until every slot has a master, and says which has none', async () => {
    const { err, lines } = await fails({ startTimeout: 1200, cluster: partly(5) });
    assert.equal(err.code, 'ETIMEDOUT');
    assert.match(err.message, /was not ready within 1200 ms: no master has slot 5 of the cluster/);
    assert.ok(lines.length <= 3, JSON.stringify(lines));
    const manager = make();
    const started = call(manager, 'start');
    await until(() => cluster.commands('CLUSTER').length > 5);
    for (const node of cluster.nodes) node.map = null;
    assert.deepEqual(await started, [null]);
  });

  /** All nodes say that nobody has this slot. */
  function partly(slot) {
    const owners = cluster.owners.map((owner, i) => (i === slot ? null : owner));
    for (const node of cluster.nodes) node.map = () => cluster.map(owners);
    return cluster.addresses;
  }

  it('waits until each master is greeted, and gives the reason of the one that is missing', async () => {
    const [missing] = cluster.nodes;
    await missing.peer.close();
    const { err } = await fails({ startTimeout: 700 });
    assert.equal(err.code, 'ECONNREFUSED');
    assert.ok(err.message.includes(`127.0.0.1:${missing.port} (cluster)`), err.message);
  });

  it('names the one that says nothing, also before its connection is given up', async () => {
    const [missing] = cluster.nodes;
    missing.say = () => null;
    const { err } = await fails({ startTimeout: 2000, cluster: cluster.addresses.slice(1) });
    assert.match(err.message, new RegExp(`not ready within 2000 ms: no answer from Redis at 127.0.0.1:${missing.port} .cluster. yet`));
  });

  it('fails at once where all nodes refuse for good', async () => {
    for (const text of ['ERR This instance has cluster support disabled', 'NOAUTH Authentication required.', 'NOPERM no permissions']) {
      for (const node of cluster.nodes) node.map = () => `-${text}\r\n`;
      const { err } = await fails({ startTimeout: LIMIT });
      assert.deepEqual([err.code, err.reply], ['EREPLY', text.split(' ')[0]]);
      assert.ok(err.message.includes(text), err.message);
    }
  });

  it('fails at once with a wrong password, which it shows nowhere', async () => {
    for (const node of cluster.nodes) node.say = ([name]) => (name === 'AUTH' ? '-WRONGPASS invalid username-password pair\r\n' : undefined);
    const { err, lines } = await fails({ startTimeout: LIMIT, password: 'hush-hush' });
    assert.deepEqual([err.code, err.reply], ['EREPLY', 'WRONGPASS']);
    assert.ok(!JSON.stringify([err.message, lines]).includes('hush'));
  });

  it('passes the database on, and tells what is said of it', async () => {
    for (const node of cluster.nodes) node.say = ([name]) => (name === 'SELECT' ? '-ERR SELECT is not allowed in cluster mode\r\n' : undefined);
    const { err } = await fails({ startTimeout: LIMIT, db: 1 });
    assert.match(err.message, /SELECT is not allowed in cluster mode/);
  });

  it('says that no node can be reached', async () => {
    const { err } = await fails({ startTimeout: 500, cluster: [{ host: '127.0.0.1', port: await freePort() }] });
    assert.equal(err.code, 'ECONNREFUSED');
  });

  it('ends when it is stopped, whatever it waits for', async () => {
    const silent = cluster.nodes.map((node) => () => { node.say = () => null; });
    for (const hinder of [() => partly(5), ...silent, () => cluster.nodes[0].peer.close()]) {
      hinder();
      const manager = make();
      const started = call(manager, 'start');
      await new Promise((resolve) => setTimeout(resolve, 120));
      await call(manager, 'stop', true);
      assert.equal((await started)[0].code, 'ESTOPPED');
    }
  });

  it('goes through the natMap', async () => {
    const natMap = Object.fromEntries(cluster.nodes.map(({ port }, i) => [`10.9.8.${i}:6379`, `127.0.0.1:${port}`]));
    const announced = (port) => cluster.nodes.findIndex((node) => node.port === port);
    for (const node of cluster.nodes) {
      node.map = () => cluster.map().replace(/\$9\r\n127\.0\.0\.1\r\n:(\d+)/g, (_, port) => `$8\r\n10.9.8.${announced(Number(port))}\r\n:6379`);
    }
    const manager = make({ natMap });
    assert.deepEqual(await call(manager, 'start'), [null]);
    const [err] = await call(manager, 'add', 'n', 'u', 'c1');
    assert.ifError(err);
  });

  it('lets calls for a node that is away take half of the queue, and others the rest', async () => {
    const manager = make({ maxQueue: 20 });
    await call(manager, 'start');
    const [away] = cluster.nodes;
    await away.peer.close();
    await logged(async () => {
      await until(() => cluster.commands('CLUSTER').length > 3);
      const [own, others] = [true, false].map((is) => SIDS.filter((sid) => is === (ownerOf(sid) === away)));
      const codes = [];
      for (let i = 0; i < 15; i++) manager.add('n', `u${i}`, own[0], (err) => codes.push(err.code));
      await until(() => codes.length > 0);
      assert.deepEqual(codes, Array(5).fill('EQUEUEFULL'));
      assert.deepEqual(await call(manager, 'add', 'n', 'u', others[0]), [null]);
    });
  });

  it('fails a call at once without an offline queue only when its node is away', async () => {
    const manager = make({ enable_offline_queue: false });
    await call(manager, 'start');
    const [away] = cluster.nodes;
    await away.peer.close();
    await logged(async () => {
      await until(() => cluster.commands('CLUSTER').length > 3);
      for (const sid of SIDS) {
        const [err] = await call(manager, 'add', 'n', 'u', sid);
        assert.equal(err && err.code, ownerOf(sid) === away ? 'ECONNLOST' : null);
      }
    });
  });

  const ownerOf = (sid) => cluster.owners[slotOf(`POMELO:CHANNEL:n:${sid}`)];
});
