'use strict';

// Start with Sentinels: whom it asks, what it waits for, and why it fails.

const assert = require('assert').strict;
const { call, logged } = require('../../service/helpers');
const { until } = require('../../support/patience');
const { startPeer } = require('../../support/peer');
const { freePort } = require('../../support/redis');
const { onFakes, resp, HOLD } = require('./fakes');

describe('start with Sentinels', () => {
  const on = onFakes();

  it('listens to all Sentinels before it calls back, also to those that they name', async () => {
    const node = await on.node();
    const third = await on.sentinel({ master: node });
    const second = await on.sentinel({ master: node, others: [third] });
    const first = await on.sentinel({ master: node, others: [second] });
    await on.started([first, second]);
    assert.deepEqual([first, second, third].map(({ listeners }) => listeners), [1, 1, 1]);
  });

  it('waits for the answer of each channel', async () => {
    /** @type {import('net').Socket | null} */
    let late = null;
    const own = ([word, channel], socket) => (word === 'SUBSCRIBE' && channel === HOLD ? (late = socket) && null : undefined);
    const sentinel = await on.sentinel({ master: await on.node(), own });
    let isStarted = false;
    const started = call(on.manager([sentinel]), 'start').then(() => { isStarted = true; });
    await until(() => sentinel.peer.commands('SUBSCRIBE').length > 5 && sentinel.peer.commands('SENTINEL').length > 2);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(isStarted, false);
    late.write(resp(['subscribe', HOLD, 1]));
    await started;
  });

  it('follows the natMap for the master and for Sentinels that are named', async () => {
    const node = await on.node();
    const other = await on.sentinel({ master: { port: 6379 } });
    const first = await on.sentinel({ master: { port: 6379 }, others: [{ host: '10.9.9.9', port: 26379 }] });
    const natMap = { '127.0.0.1:6379': `127.0.0.1:${node.port}`, '10.9.9.9:26379': { host: '127.0.0.1', port: other.port } };
    const manager = await on.started([first], { natMap });
    assert.deepEqual(await call(manager, 'add', 'n', 'u', 'c1'), [null]);
    assert.deepEqual(node.uids, ['u']);
    assert.equal(other.listeners, 1);
  });

  it('takes no list of more than 64 Sentinels', async () => {
    const node = await on.node();
    const other = await on.sentinel({ master: node });
    const first = await on.sentinel({ master: node, others: Array(65).fill(other) });
    await on.started([first]);
    assert.equal(other.listeners, 0);
  });

  const silent = { port: 0 };
  before(async () => { silent.port = await freePort(); });

  /** What Sentinels say, and what start says then. */
  const REFUSALS = {
    'a missing password': ['-NOAUTH Authentication required.\r\n', /NOAUTH .*sentinelPassword/, 'NOAUTH'],
    'a wrong password': ['-WRONGPASS invalid username-password pair\r\n', /WRONGPASS .*sentinelUsername and sentinelPassword/, 'WRONGPASS'],
    'a plain Redis': ["-ERR unknown command 'SENTINEL'\r\n", /it is no Sentinel.*26379/, 'ERR'],
    'an unknown name': [(command) => ({ AUTH: '+OK\r\n', 'GET-MASTER-ADDR-BY-NAME': '*-1\r\n' })[command[0] === 'AUTH' ? 'AUTH' : command[1]] || '-ERR No such master\r\n', /knows no master called game; check the option name/, 'ERR'],
  };
  for (const [what, [reply, text, word]] of Object.entries(REFUSALS)) {
    it(`fails at once for ${what}, when all that are reached say so`, async () => {
      const own = typeof reply === 'function' ? reply : () => reply;
      const refusing = [await on.sentinel({ own }), await on.sentinel({ own })];
      const manager = on.manager([...refusing, silent], { sentinelPassword: 'S3CRET' });
      const lines = await logged(async () => {
        const [err] = await call(manager, 'start');
        assert.deepEqual([err.code, err.reply], ['EREPLY', word]);
        assert.match(err.message, text);
      });
      assert.equal(lines.length, 1);
      assert.doesNotMatch(JSON.stringify(lines), /S3CRET/);
    });

    it(`does not mind ${what} of one Sentinel`, async () => {
      const own = typeof reply === 'function' ? reply : () => reply;
      const node = await on.node();
      await on.started([await on.sentinel({ own }), await on.sentinel({ master: node })]);
    });
  }

  it('goes on without Sentinels that are away, and one that is silent', async () => {
    const node = await on.node();
    const mute = await startPeer(() => null);
    try {
      await on.started([silent, { port: mute.port }, await on.sentinel({ master: node })]);
    } finally {
      await mute.close();
    }
  });

  it('fails after startTimeout with the reason', async () => {
    const manager = on.manager([silent], { startTimeout: 300 });
    await logged(async () => {
      const [err] = await call(manager, 'start');
      assert.equal(err.code, 'ECONNREFUSED');
      assert.match(err.message, /^Redis at game \(by the Sentinels 127.0.0.1:\d+\) was not ready within 300 ms: no Sentinel of game answers: .*ECONNREFUSED/);
    });
  });

  it('waits for a master: one that is a replica is none', async () => {
    const node = await on.node('slave');
    const manager = on.manager([await on.sentinel({ master: node })]);
    await logged(async () => {
      const start = call(manager, 'start');
      await until(() => node.peer.commands('ROLE').length >= 2);
      assert.equal(node.peer.commands('CLIENT').length, 0);
      node.role = 'master';
      assert.deepEqual(await start, [null]);
    });
  });

  for (const refusal of ["-ERR unknown command 'ROLE'\r\n", '-NOPERM no permissions\r\n']) {
    it(`believes a server that says ${refusal.trim()} to ROLE`, async () => {
      const node = await on.node();
      node.own = ([word]) => (word === 'ROLE' ? refusal : undefined);
      await on.started([await on.sentinel({ master: node })]);
    });
  }

  it('fails at once when the master itself refuses', async () => {
    const node = await on.node();
    node.own = () => '-NOAUTH Authentication required.\r\n';
    const manager = on.manager([await on.sentinel({ master: node })]);
    await logged(async () => {
      const [err] = await call(manager, 'start');
      assert.equal(err.reply, 'NOAUTH');
      assert.doesNotMatch(err.message, /sentinelPassword/);
    });
  });

  it('sends each its own password', async () => {
    const node = await on.node();
    const auth = ([word]) => (word === 'AUTH' ? '+OK\r\n' : undefined);
    const sentinel = await on.sentinel({ master: node, own: auth });
    node.own = auth;
    await on.started([sentinel], { username: 'u', password: 'p', sentinelUsername: 's', sentinelPassword: 'q' });
    assert.deepEqual(new Set(sentinel.peer.commands('AUTH').map(String)), new Set(['AUTH,s,q']));
    assert.deepEqual(new Set(node.peer.commands('AUTH').map(String)), new Set(['AUTH,u,p']));
  });

  it('may be stopped at any time, and leaves nothing behind', async () => {
    const node = await on.node();
    const sentinel = await on.sentinel({ master: node });
    for (const ms of [0, 0, 1, 2, 3, 5, 8, 13, 21]) {
      const manager = on.manager([sentinel]);
      const start = new Promise((resolve) => manager.start(resolve));
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
      await call(manager, 'stop', true);
      const err = await start;
      assert.ok(err === null || err.code === 'ESTOPPED');
      await until(() => sentinel.peer.sockets.size === 0 && node.peer.sockets.size === 0);
    }
  });
});
