'use strict';

// What Redis refuses is an error of that call alone, in Redis' own words.

const assert = require('node:assert/strict');
const net = require('node:net');
const { once } = require('node:events');
const { until } = require('../support/patience');
const { withFaults, told, fine, failing, call, logged } = require('./helpers');

describe('a call that Redis refuses', () => {
  const on = withFaults();

  /** A server of one's own, a manager on it, and how often that has connected. */
  async function one(how, opts) {
    const redis = await on.server(how);
    const proxy = await on.proxy(redis);
    const manager = await on.started({ port: proxy.port, ...opts });
    return { redis, proxy, manager };
  }

  /** It fails with this word, those around it do not, and the connection stays. */
  async function refused({ proxy, manager }, word, method, ...args) {
    const [before, err, after] = await Promise.all([call(manager, 'getMembersBySid', 'fine', 'c1'), failing(manager, method, ...args),
      call(manager, 'getMembersBySid', 'fine', 'c1')]);
    assert.deepEqual([err.code, err.reply, err.maybeExecuted], ['EREPLY', word, undefined]);
    assert.ok(err.message.startsWith(`${word} `), err.message);
    assert.deepEqual([before, after], [[null, []], [null, []]]);
    assert.equal(proxy.accepted, 1);
  }

  it('for want of memory: OOM', async () => {
    const { redis, ...rest } = await one();
    await redis.command('SET', 'ballast', 'x'.repeat(100000));
    await redis.command('CONFIG', 'SET', 'maxmemory', '1');
    await refused(rest, 'OOM', 'add', 'n', 'u', 'c1');
    await fine(rest.manager, 'leave', 'n', 'u', 'c1');
    await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    await fine(rest.manager, 'add', 'n', 'u', 'c1');
  });

  it('since a script runs for too long: BUSY', async () => {
    const { redis, ...rest } = await one({ args: ['--lua-time-limit', '1'] });
    const script = redis.command('EVAL', 'while true do end', 0).catch((err) => err);
    await until(async () => /^-BUSY/.test(await ask(redis.port, 'PING')));
    const errors = await Promise.all([failing(rest.manager, 'add', 'n', 'u', 'c1'), failing(rest.manager, 'getMembersBySid', 'n', 'c1')]);
    for (const err of errors) assert.deepEqual([err.code, err.reply], ['EREPLY', 'BUSY']);
    const other = on.manager({ port: redis.port });
    const lines = await logged(async () => {
      const refused = told(/BUSY/);
      const start = call(other, 'start');
      await refused;
      const killer = await ask(redis.port, 'SCRIPT KILL');
      assert.ok((await script) instanceof Error, killer);
      assert.deepEqual(await start, [null]);
    });
    assert.match(lines[0].text, /BUSY .*trying again/);
    await fine(rest.manager, 'add', 'n', 'u', 'c1');
    assert.equal(rest.proxy.accepted, 1);
  });

  it('for want of a right: NOPERM', async () => {
    const redis = await on.server();
    await redis.command('ACL', 'SETUSER', 'reader', 'on', '>p', '~*', '+@all', '-sadd', '-scan');
    const proxy = await on.proxy(redis);
    const rest = { proxy, manager: await on.started({ port: proxy.port, username: 'reader', password: 'p' }) };
    await refused(rest, 'NOPERM', 'add', 'n', 'u', 'c1');
    await refused(rest, 'NOPERM', 'clean');
    await fine(rest.manager, 'leave', 'n', 'u', 'c1');
  });

  it('since the key is no set: WRONGTYPE', async () => {
    const { redis, ...rest } = await one();
    await redis.command('SET', 'POMELO:CHANNEL:n:c1', 'text');
    await refused(rest, 'WRONGTYPE', 'add', 'n', 'u', 'c1');
    await refused(rest, 'WRONGTYPE', 'leave', 'n', 'u', 'c1');
    await refused(rest, 'WRONGTYPE', 'getMembersBySid', 'n', 'c1');
    assert.equal(await redis.command('GET', 'POMELO:CHANNEL:n:c1'), 'text');
  });
});

describe('one of many lists that Redis refuses', () => {
  const on = withFaults();

  it('says maybeExecuted when it was asked for on a connection that was lost', async () => {
    for (const lost of [false, true]) {
      const peer = await on.peer(([name], socket) => {
        if (name !== 'SMEMBERS') return undefined;
        if (lost && peer.accepted === 1) {
          socket.destroy();
          return null;
        }
        return '-OOM command not allowed\r\n';
      });
      const manager = await on.started({ port: peer.port });
      await logged(async () => {
        const [err, lists] = await call(manager, 'getMembers', 'n', ['c1', 'c2']);
        assert.equal(err, null);
        assert.deepEqual(lists.map(({ reply, maybeExecuted }) => [reply, maybeExecuted]), Array(2).fill(['OOM', lost || undefined]));
      });
    }
  });
});

describe('a command that makes the server close the connection', () => {
  const on = withFaults();

  /** A peer that takes one uid badly. */
  function touchy(how) {
    return on.peer(([name, , uid], socket) => {
      if (name !== 'SADD') return undefined;
      if (uid !== 'poison') return ':1\r\n';
      if (how === 'RST') socket.resetAndDestroy();
      else if (how === 'FIN') socket.end();
      return how.endsWith('\r\n') ? how : null;
    });
  }

  for (const how of ['FIN', 'RST']) {
    it(`by ${how}: is sent three times, fails, and harms nobody`, async () => {
      const peer = await touchy(how);
      const manager = await on.started({ port: peer.port });
      const lines = await logged(async () => {
        const order = [];
        const add = (uid) => call(manager, 'add', 'n', uid, 'c1').then(([err]) => order.push([uid, err && err.code, err?.maybeExecuted]));
        await Promise.all(['a', 'b', 'poison', 'c', 'd'].map(add));
        assert.deepEqual(order, [['a', null, undefined], ['b', null, undefined], ['poison', 'ECONNLOST', true],
          ['c', null, undefined], ['d', null, undefined]]);
      });
      assert.equal(peer.commands('SADD').filter(([, , uid]) => uid === 'poison').length, 3);
      assert.ok(peer.accepted === 4 && lines.length <= 12, `${peer.accepted} connections, ${lines.length} lines`);
    });
  }

  it('two of them among many: both fail, the others do not', async () => {
    const peer = await touchy('FIN');
    const manager = await on.started({ port: peer.port });
    await logged(async () => {
      const uids = Array.from({ length: 300 }, (_, i) => (i === 100 || i === 200 ? 'poison' : String(i)));
      const codes = await Promise.all(uids.map((uid) => call(manager, 'add', 'n', uid, 'c1').then(([err]) => err && err.code)));
      const wrong = codes.map((code, i) => [i, code]).filter(([i, code]) => code !== (uids[i] === 'poison' ? 'ECONNLOST' : null));
      assert.deepEqual(wrong.slice(0, 3), []);
    });
    assert.ok(peer.accepted <= 7, `${peer.accepted} connections`);
  });

  it('that is answered with nonsense fails with EPROTOCOL, those behind it do not', async () => {
    for (const nonsense of ['+OK\r\n', '$1\r\nx\r\n', '*0\r\n', '$-1\r\n', '?\r\n', ':1:\r\n', '*1\r\n*0\r\n']) {
      const peer = await touchy(nonsense);
      const manager = await on.started({ port: peer.port });
      await logged(async () => {
        const [[err], behind] = await Promise.all([call(manager, 'add', 'n', 'poison', 'c1'), call(manager, 'add', 'n', 'a', 'c1')]);
        assert.deepEqual([err?.code, err?.maybeExecuted], ['EPROTOCOL', true], nonsense);
        assert.deepEqual(behind, [null]);
        assert.equal(peer.accepted, 2);
      });
    }
  });
});

describe('replies that nobody asked for', () => {
  const on = withFaults();

  it('cost the connection, and no call', async () => {
    for (const unasked of ['+OK\r\n', ':1\r\n', '*1\r\n$1\r\nx\r\n', '$1', '\r\n', '-ERR I am leaving\r\n']) {
      const peer = await on.peer(([name]) => (name === 'SMEMBERS' ? '*1\r\n$1\r\nu\r\n' : undefined));
      const manager = await on.started({ port: peer.port });
      await logged(async () => {
        for (const socket of peer.sockets) socket.write(unasked);
        await until(() => peer.accepted === 2);
        assert.deepEqual(await fine(manager, 'getMembersBySid', 'n', 'c1'), ['u']);
      });
    }
  });
});

/** On a connection of its own: the other one waits for its script. */
async function ask(port, command) {
  const socket = net.connect(port, '127.0.0.1');
  socket.write(`${command}\r\n`);
  const [reply] = await once(socket, 'data');
  socket.destroy();
  return String(reply);
}
