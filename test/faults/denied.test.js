'use strict';

// A server that turns everybody away before it has read a word, as Redis does in protected mode.

const assert = require('node:assert/strict');
const net = require('node:net');
const { once } = require('node:events');
const { until } = require('../support/patience');
const { withFaults, fine, failing, call, logged } = require('./helpers');

const DENIED = 'DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the ' +
  'default user. In this mode connections are only accepted from the loopback interface.';

describe('a server in protected mode', () => {
  const on = withFaults();
  let server;
  let turnedAway = 0;

  before(async () => {
    server = net.createServer((socket) => {
      turnedAway++;
      socket.on('error', () => {});
      // Nothing is read, so that the kernel resets the connection behind the text.
      socket.pause();
      socket.write(`-${DENIED}\r\n`, () => socket.destroy());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  beforeEach(() => { turnedAway = 0; });
  after(() => server.close());

  for (const login of [{}, { password: 'secret' }, { username: 'me', password: 'secret' }, { db: 3 }]) {
    it(`fails start at once, in its own words, with ${JSON.stringify(Object.keys(login))}`, async () => {
      const manager = on.manager({ port: server.address().port, ...login });
      const lines = await logged(async () => {
        const err = await failing(manager, 'start');
        assert.deepEqual([err.code, err.reply, err.message], ['EREPLY', 'DENIED', DENIED]);
      });
      assert.equal(turnedAway, 1);
      assert.deepEqual(lines.map(({ level }) => level), ['ERROR']);
      assert.ok(lines[0].text.endsWith(`Redis at 127.0.0.1:${server.address().port} refuses: ${DENIED}; not trying again`), lines[0].text);
    });
  }

  it('is tried again by a service that has started, and the log says why', async () => {
    const denying = { now: false };
    const peer = await on.peer(() => (denying.now ? `-${DENIED}\r\n` : undefined));
    const manager = await on.started({ port: peer.port, password: 'secret' });
    const lines = await logged(async () => {
      denying.now = true;
      peer.cut();
      const add = call(manager, 'leave', 'n', 'u', 'c1');
      await until(() => peer.accepted > 2);
      denying.now = false;
      peer.answer = ([name]) => (name === 'SREM' ? ':1\r\n' : undefined);
      assert.deepEqual(await add, [null]);
      peer.answer = ([name]) => (name === 'SMEMBERS' ? '*0\r\n' : undefined);
      assert.deepEqual(await fine(manager, 'getMembersBySid', 'n', 'c1'), []);
    });
    assert.ok(lines.some(({ text }) => text.includes(`refuses: ${DENIED}`)), JSON.stringify(lines));
  });
});
