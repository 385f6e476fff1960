'use strict';

const assert = require('assert');
const FakeApp = require('../support/fakeApp');
const { Authority } = require('../support/certificates');
const { LIMIT } = require('../support/patience');
const { startGroup } = require('../support/sentinel');
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
