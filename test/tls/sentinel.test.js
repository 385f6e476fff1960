'use strict';

const assert = require('assert');
const FakeApp = require('../support/fakeApp');
const { Authority } = require('../support/certificates');
const { LIMIT } = require('../support/patience');
const { startGroup } = require('../support/sentinel');
const { startTlsRedis } = require('../support/tls');
const component = require('../../lib/components/globalChannel');
const { call, logged } = require('../service/helpers');
const { startFront } = require('./front');

describe('Sentinels and their master, all by TLS', () => {
  let authority;
  let group;
  /** In front of each server, by its port. */
  const fronts = new Map();
  const wrong = [];
  let service;

  before(async () => {
    authority = new Authority('authority');
    group = await startGroup({ replicas: 1, sentinels: 3 });
    const pair = authority.sign('all', { hosts: 'DNS:localhost' });
    const other = authority.sign('other', { hosts: 'DNS:other.example' });
    for (const { port } of [...group.nodes, ...group.sentinels]) fronts.set(port, await startFront(pair, port));
    for (const { port } of group.sentinels) wrong.push(await startFront(other, port));
  });
  after(async () => {
    await Promise.all([...fronts.values(), ...wrong].map((front) => front.close()));
    await group.stop();
  });
  afterEach(() => call(service, 'stop', true));

  const start = async (opts) => {
    const natMap = {};
    for (const [port, front] of fronts) natMap[`127.0.0.1:${port}`] = `localhost:${front.port}`;
    const sentinels = group.sentinels.map(({ port }) => `localhost:${fronts.get(port).port}`);
    service = component(new FakeApp(['c1']), { sentinels, name: group.name, natMap, tls: { ca: authority.ca }, sentinelTLS: true, commandTimeout: LIMIT, ...opts });
    return (await call(service, 'start'))[0];
  };

  it('are found, and followed to another master', async () => {
    assert.strictEqual(await start(), null);
    assert.deepStrictEqual(await call(service, 'add', 'n', 'u', 'c1'), [null]);
    const [before] = group.nodes;
    await group.sentinels[0].command('SENTINEL', 'FAILOVER', group.name);
    const master = await group.master(before);
    assert.deepStrictEqual(await call(service, 'add', 'n', 'v', 'c1'), [null]);
    assert.deepStrictEqual((await service.getMembersBySid('n', 'c1')).sort(), ['u', 'v']);
    assert.strictEqual(await master.command('SCARD', 'POMELO:CHANNEL:n:c1'), 2);
  });

  it('fail the start at once when every Sentinel is another', async () => {
    const lines = await logged(async () => {
      const error = await start({ sentinels: wrong.map(({ port }) => `localhost:${port}`), startTimeout: 300000 });
      assert.strictEqual(error.code, 'ETLS', error.stack);
      assert.match(error.message, /its certificate is for another host/);
    });
    assert.ok(lines.length > 0);
  });

  it('are asked on, when one of them is another', async () => {
    const [{ port }] = wrong;
    const [, second, third] = group.sentinels.map((each) => `localhost:${fronts.get(each.port).port}`);
    assert.strictEqual(await start({ sentinels: [`localhost:${port}`, second, third] }), null);
    assert.deepStrictEqual(await call(service, 'leave', 'n', 'u', 'c1'), [null]);
  });
});

describe('Sentinels that want a certificate, as a server does by default', () => {
  const authority = new Authority('authority');
  /** Any server: it refuses before it is asked anything. */
  const servers = [];
  before(async () => {
    const pair = authority.sign('sentinel');
    for (let i = 0; i < 3; i++) servers.push(await startTlsRedis(authority, pair, ['--tls-auth-clients', 'yes']));
  });
  after(() => Promise.all(servers.map((server) => server.stop())));

  for (const version of ['TLSv1.2', 'TLSv1.3']) {
    it(`fail the start as soon as they are asked (${version})`, async () => {
      const sentinels = servers.map(({ tlsPort }) => `127.0.0.1:${tlsPort}`);
      const sentinelTLS = { ca: authority.ca, minVersion: version, maxVersion: version };
      for (let i = 0; i < 5; i++) {
        const service = component(new FakeApp(['c1']), { sentinels, name: 'm', sentinelTLS, startTimeout: 300000 });
        const lines = await logged(async () => {
          const [error] = await call(service, 'start');
          assert.strictEqual(error.code, 'ETLS', error.message);
          assert.strictEqual(error.message.match(/it wants a certificate of ours/g).length, 3);
        });
        // The reason may be lost once.
        assert.ok(lines.filter(({ text }) => /ECONNRESET/.test(text)).length <= 1, JSON.stringify(lines));
        await call(service, 'stop', true);
      }
    });
  }
});
