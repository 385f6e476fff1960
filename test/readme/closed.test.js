'use strict';

const assert = require('node:assert/strict');
const vm = require('node:vm');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const GlobalChannelService = require('../../lib/service/globalChannelService');
const { read, blocks } = require('./markdown');
const { makeSessions } = require('./sessions');

describe('the README on sessions that are closed', () => {
  const [source] = blocks(read('README.md'), 'js').filter((block) => block.includes("session.on('closed'"));
  let app;
  let sessions;
  let service;
  let handler;

  beforeEach(async () => {
    app = new FakeApp(['connector-1', 'connector-2']);
    sessions = makeSessions(app);
    service = new GlobalChannelService(app, { channelManager: new MemoryManager() });
    app.set('globalChannelService', service);
    const Handler = function () { this.app = app; };
    vm.runInThisContext(`(function (Handler) { ${source} })`)(Handler);
    handler = new Handler();
    await service.start();
  });
  afterEach(() => service.stop(true));

  /** A session that does what the README says; `enters` the channel or not. */
  async function open(uid, enters = true) {
    const session = sessions.open();
    const err = await new Promise((resolve) => handler.login({ uid }, session, resolve));
    assert.equal(err, null);
    if (enters) service.add('lobby', session.uid, session.frontendId);
    return session;
  }

  const members = () => service.getMembersBySid('lobby', 'connector-1');

  it('a user who goes away is taken out, also one whose uid is a number', async () => {
    const [session, other] = [await open('u1'), await open(42)];
    sessions.close(session);
    assert.deepEqual((await members()).map(String), ['42']);
    sessions.close(other);
    assert.deepEqual(await members(), []);
  });

  it('one who has come back before the old session was closed stays, until the new one is closed', async () => {
    const old = await open('u1');
    const back = await open('u1');
    sessions.close(old);
    assert.deepEqual(await members(), ['u1']);
    sessions.close(back);
    assert.deepEqual(await members(), []);
  });

  it('one who comes back after the old session was closed stays', async () => {
    sessions.close(await open('u1'));
    await open('u1');
    assert.deepEqual(await members(), ['u1']);
  });

  it('one whose later session never enters stays as long as that one', async () => {
    const old = await open('u1');
    const back = await open('u1', false);
    sessions.close(old);
    assert.deepEqual(await members(), ['u1']);
    sessions.close(back);
    assert.deepEqual(await members(), []);
  });

  it('one who is kicked from all sessions is taken out, others stay', async () => {
    for (const uid of ['u1', 'u1', 'u2']) await open(uid);
    sessions.kick('u1');
    assert.deepEqual(await members(), ['u2']);
  });

  it('one whose session is another user\'s by then is taken out', async () => {
    const session = await open('u1');
    session.unbind('u1');
    session.bind('u2');
    sessions.close(session);
    assert.deepEqual(await members(), []);
  });
});
