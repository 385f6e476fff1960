'use strict';

const assert = require('node:assert/strict');
const MemoryManager = require('../support/memoryManager');
const { call, channel, logged, started } = require('./helpers');
const FakeApp = require('../support/fakeApp');

describe('a server that Pomelo does not know as a frontend', () => {
  /** What two pushes log, to a channel on one frontend and on this server. */
  async function lines(server, config) {
    const { app, manager, push } = await channel([['u1']]);
    app.addServer({ id: 'odd', serverType: 'connector', ...server });
    if (config !== undefined) app.getServersFromConfig = config;
    manager.set('room', 'odd').add('u2');
    const told = await logged(async () => {
      for (let i = 0; i < 2; i++) assert.deepEqual(await push(null), [null, []]);
    });
    assert.deepEqual(app.deliveries(), [['c1', ['u1']], ['c1', ['u1']]]);
    return told.map(({ level, text }) => `${level} ${text.replace(/^\[.*?\] /, '')}`);
  }

  const WARNING = 'WARN pushMessage: server odd gets no push: it is meant to be a frontend, but Pomelo does not know it as one; start it with frontend=true';
  const thrower = () => { throw new Error('touched'); };

  const MEANT = {
    'whose info has true': [{ frontend: true }],
    'whose info has 1': [{ frontend: 1 }],
    'whose info has another text': [{ frontend: 'yes' }],
    'whose info has true, whatever servers.json does': [{ frontend: true }, thrower],
    'that servers.json has as one': [{}, () => ({ odd: { id: 'odd', frontend: true } })],
    'that servers.json has as one, by a text': [{ frontend: 'false' }, () => ({ odd: { frontend: 'true' } })],
  };
  for (const [what, given] of Object.entries(MEANT)) {
    it(`and ${what} gets no push, and one warning says why`, async () => assert.deepEqual(await lines(...given), [WARNING]));
  }

  const NOT_MEANT = {
    'has none': [{}],
    'has false': [{ frontend: false }],
    'has the text false': [{ frontend: 'false' }],
    'has 0': [{ frontend: 0 }],
    'has none in servers.json either': [{}, () => ({ odd: { frontend: false }, c1: { frontend: true } })],
    'is not in servers.json': [{}, () => ({})],
    'belongs to an application without servers.json': [{}, () => undefined],
    'belongs to one whose servers.json throws': [{}, thrower],
    'belongs to one whose servers.json is something else': [{}, 7],
    'cannot be looked at in servers.json': [{}, () => new Proxy({}, { get: thrower })],
  };
  for (const [what, given] of Object.entries(NOT_MEANT)) {
    it(`and ${what} is none, which needs no warning`, async () => assert.deepEqual(await lines(...given), []));
  }

  it('is warned of once, however many there are, by whomever the push is made', async () => {
    const app = new FakeApp(['c1']);
    for (const id of ['a', 'b']) app.addServer({ id, serverType: 'connector', frontend: true });
    const service = await started(app, new MemoryManager());
    const told = await logged(async () => {
      for (const by of [service, Object.create(service), service]) await call(by, 'pushMessage', 'connector', 'r', {}, 'n', null);
    });
    assert.equal(told.length, 1);
    assert.match(told[0].text, /server a gets no push/);
  });

  it('is not asked about while all are frontends, and may be read like any other', async () => {
    const { app, service, push } = await channel([['u1'], ['u2']]);
    let asked = 0;
    app.getServersFromConfig = () => ({ asked: asked++ });
    assert.deepEqual(await push(null), [null, []]);
    assert.equal(asked, 0);
    app.addServer({ id: 'back', serverType: 'connector' });
    assert.deepEqual(await logged(() => call(service, 'getMembersByChannelName', 'connector', 'room')), []);
  });
});
