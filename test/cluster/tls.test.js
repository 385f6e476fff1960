'use strict';

// A cluster that speaks TLS: its nodes name the ports at which they do, and each shows a certificate for its address.

const assert = require('assert').strict;
const FakeApp = require('../support/fakeApp');
const { Authority } = require('../support/certificates');
const { startCluster } = require('../support/cluster');
const { LIMIT, until } = require('../support/patience');
const { freePort } = require('../support/redis');
const { call, logged } = require('../service/helpers');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');

const SIDS = Array.from({ length: 24 }, (_, i) => `c${i}`);

describe('a real cluster with TLS', () => {
  const authority = new Authority('cluster');
  let cluster;
  before(async () => {
    const { cert, key } = authority.sign('node', { hosts: 'IP:127.0.0.1' });
    cluster = await startCluster({ tls: { cert, key, ca: authority.ca }, args: ['--cluster-require-full-coverage', 'no'] });
  });
  after(() => cluster.stop());

  function make(tls, opts = {}) {
    return new RedisGlobalChannelManager(new FakeApp(SIDS), { cluster: cluster.addresses, tls, commandTimeout: LIMIT, ...opts });
  }

  it('is served, each node by its certificate, over a failover as well', async () => {
    const manager = make({ ca: authority.ca });
    try {
      assert.deepEqual(await call(manager, 'start'), [null]);
      await Promise.all(SIDS.map((sid) => call(manager, 'add', 'n', 'u', sid)));
      const [master] = cluster.nodes;
      const [replica] = await cluster.replicasOf(master);
      await logged(async () => {
        await replica.command('CLUSTER', 'FAILOVER');
        await until(async () => (await replica.command('ROLE'))[0] === 'master');
        const [err, lists] = await call(manager, 'getMembers', 'n', SIDS);
        assert.ifError(err);
        assert.deepEqual(Array.from(lists), SIDS.map(() => ['u']));
      });
    } finally {
      await call(manager, 'stop', true);
    }
  });

  it('says what waiting will not mend, also when another node is away', async () => {
    const { ca } = new Authority('stranger');
    const { host, port } = cluster.addresses[0];
    for (let i = 0; i < 4; i++) {
      const manager = make({ ca }, { cluster: [{ host: '127.0.0.1', port: await freePort() }, { host, port }], startTimeout: 1000 });
      await logged(async () => {
        const [err] = await call(manager, 'start');
        assert.deepEqual([err.code, /:(\d+): the authority of its certificate is not known here/.exec(err.message)?.[1]], ['ETLS', String(port)], err.message);
      });
      await call(manager, 'stop', true);
    }
  });

  it('is not trusted when its authority is not', async () => {
    const manager = make({ ca: new Authority('stranger').ca });
    await logged(async () => {
      const [err] = await call(manager, 'start');
      assert.match(err.message, /certificate|authority/);
    });
  });
});

describe('a real cluster whose certificates have names, and no addresses', () => {
  const authority = new Authority('names');
  let cluster;
  before(async () => {
    const { cert, key } = authority.sign('named', { hosts: 'DNS:localhost' });
    cluster = await startCluster({ tls: { cert, key, ca: authority.ca }, replicas: 0 });
  });
  after(() => cluster.stop());

  /** What start says, once all nodes announce that to one another. */
  async function started(hostname, preferred, announced) {
    for (const node of cluster.nodes) {
      await node.command('CONFIG', 'SET', 'cluster-announce-hostname', hostname);
      await node.command('CONFIG', 'SET', 'cluster-preferred-endpoint-type', preferred);
    }
    for (const node of cluster.nodes) await until(async () => (await node.command('CLUSTER', 'SLOTS')).every(([, , [host]]) => host === announced));
    const seeds = cluster.addresses.map(({ port }) => ({ host: 'localhost', port }));
    const opts = { cluster: seeds, tls: { ca: authority.ca }, startTimeout: 2000, commandTimeout: LIMIT };
    const manager = new RedisGlobalChannelManager(new FakeApp(SIDS), opts);
    let told;
    await logged(async () => {
      [told] = await call(manager, 'start');
      if (!told) await Promise.all(SIDS.map((sid) => call(manager, 'add', 'n', 'u', sid).then(([err]) => { told = told || err; })));
      await call(manager, 'stop', true);
    });
    return told;
  }

  it('is served when its nodes announce the names and prefer them', async () => {
    assert.equal(await started('localhost', 'hostname', 'localhost'), null);
  });

  it('is not when they do one of the two alone', async () => {
    assert.equal((await started('localhost', 'ip', '127.0.0.1')).code, 'ETLS');
    assert.match((await started('', 'hostname', '?')).message, /no master has slot 0/);
  });
});
