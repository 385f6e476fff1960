'use strict';

const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const { until } = require('../support/patience');
const { call, logged } = require('../service/helpers');
const { onPeer, list, random } = require('./kit');

/** SMEMBERS is answered with these bytes, or by this function; add and leave as they should be. */
function members(peer, answer) {
  peer.answer = (command, socket) => {
    if (command[0] === 'SADD' || command[0] === 'SREM') return ':1\r\n';
    if (command[0] !== 'SMEMBERS') return undefined;
    return typeof answer === 'function' ? answer(command, socket) : answer;
  };
}

describe('right replies in odd packets', () => {
  const on = onPeer();

  it('come through however they are split', async () => {
    const uids = ['alice', '', 'a\r\n$1\r\nb', '\0', 'bjørn', '💡', 'x'.repeat(300)];
    const bytes = list(...uids);
    const service = await on.started();
    for (let at = 1; at < bytes.length; at++) {
      members(on.server, (command, socket) => {
        socket.write(bytes.subarray(0, at));
        setImmediate(() => socket.write(bytes.subarray(at)));
        return null;
      });
      assert.deepEqual(await call(service, 'getMembersBySid', 'n', 'c1'), [null, uids]);
    }
    assert.equal(on.server.accepted, 1);
  });

  it('come through byte by byte', async () => {
    members(on.server, (command, socket) => {
      drip(socket, list('alice', 'bob', 'é'));
      return null;
    });
    const service = await on.started();
    assert.deepEqual(await call(service, 'getMembersBySid', 'n', 'c1'), [null, ['alice', 'bob', 'é']]);
  });

  async function drip(socket, bytes) {
    for (const byte of bytes) {
      socket.write(Buffer.from([byte]));
      await sleep(1);
    }
  }

  it('come through a thousand in one packet', async () => {
    const held = [];
    members(on.server, ([, key], socket) => {
      held.push(list(key));
      if (held.length === 1000) socket.write(Buffer.concat(held));
      return null;
    });
    const service = await on.started();
    const calls = Array.from({ length: 1000 }, (_, i) => call(service, 'getMembersBySid', i, 'c1'));
    for (const [i, result] of (await Promise.all(calls)).entries()) assert.deepEqual(result, [null, [`POMELO:CHANNEL:${i}:c1`]]);
  });

  it('are those of a fresh connection when the old one broke in the middle', async () => {
    let asked = 0;
    members(on.server, (command, socket) => {
      if (++asked > 2) return list('fresh', 'too');
      socket.end(list('old', 'stale').subarray(0, 12 + asked));
      return null;
    });
    const service = await on.started();
    assert.deepEqual(await call(service, 'getMembersBySid', 'n', 'c1'), [null, ['fresh', 'too']]);
  });
});

describe('replies that nothing was asked for', () => {
  const on = onPeer();
  const call1 = (service) => call(service, 'getMembersBySid', 'n', 'c1');

  const dropped = () => until(() => on.server.accepted === 2);

  for (const bytes of ['+OK\r\n', ':1\r\n', '-ERR\r\n', '*0\r\n', '+O', '*2\r\n$1\r\na\r\n', '>2\r\n', '\0']) {
    it(`${JSON.stringify(bytes)}, while nothing is under way: cost the connection, and no call`, async () => {
      members(on.server, list('right'));
      const service = await on.started();
      for (const socket of on.server.sockets) socket.write(bytes);
      await dropped();
      assert.deepEqual(await call1(service), [null, ['right']]);
    });
  }

  it('with the right one: cost the connection, and no call', async () => {
    let extra = '+OK\r\n';
    members(on.server, () => Buffer.concat([list('right'), Buffer.from(extra)]));
    const service = await on.started();
    assert.deepEqual(await call1(service), [null, ['right']]);
    await dropped();
    extra = '';
    assert.deepEqual(await call1(service), [null, ['right']]);
  });

  it('that begin before a call and end after it: are not taken for its answer', async () => {
    members(on.server, list('right'));
    const service = await on.started();
    const [socket] = on.server.sockets;
    members(on.server, (command, asking) => {
      if (asking === socket) return '$5\r\nwrong\r\n';
      return list('right');
    });
    socket.write('*2\r\n$5\r\nwrong\r\n');
    await until(() => !on.server.sockets.has(socket));
    assert.deepEqual(await call1(service), [null, ['right']]);
  });

  it('that come too late: do not meet the next call', async () => {
    const service = await on.started({ commandTimeout: 100 });
    const asking = new Set();
    members(on.server, (command, socket) => {
      asking.add(socket);
      return null;
    });
    assert.equal((await call1(service))[0].code, 'ETIMEDOUT');
    const late = new Set(asking);
    members(on.server, (command, socket) => list(late.has(socket) ? 'late' : 'right'));
    const results = [];
    await until(async () => results.push(await call1(service)) >= 10 && results.some(([err]) => !err));
    for (const [err, uids] of results) assert.deepEqual(err ? err.code : uids, err ? 'ETIMEDOUT' : ['right']);
  });
});

describe('the text of an error reply', () => {
  const on = onPeer();

  async function refusal(bytes) {
    members(on.server, bytes);
    const service = await on.started();
    const { accepted } = on.server;
    const [err, ...rest] = await call(service, 'getMembersBySid', 'n', 'c1');
    assert.equal(err.code, 'EREPLY');
    assert.equal(rest[0], undefined);
    members(on.server, list('right'));
    assert.deepEqual(await call(service, 'getMembersBySid', 'n', 'c1'), [null, ['right']]);
    assert.equal(on.server.accepted, accepted);
    return err;
  }

  it('may be a megabyte long', async () => {
    const next = random(7);
    const text = `ERR ${Array.from({ length: 1 << 20 }, () => String.fromCharCode(97 + next() * 26)).join('')}`;
    assert.equal((await refusal(`-${text}\r\n`)).message, text);
  });

  it('may hold what printf would read, and is logged as it is', async () => {
    const text = 'WRONGTYPE %s%n%d %j %%';
    const err = await refusal(`-${text}\r\n`);
    assert.deepEqual([err.message, err.reply], [text, 'WRONGTYPE']);
    members(on.server, `-${text}\r\n`);
    const service = await on.started();
    const lines = await logged(() => service.getMembersBySid('n', 'c1').catch(() => {}));
    assert.deepEqual(lines.map(({ text }) => text.replace(/^\[.*?\] /, '')), [`getMembersBySid failed: ${text}`]);
  });

  it('may be no UTF-8, and empty', async () => {
    const bytes = Buffer.concat([Buffer.from('-ERR '), Buffer.from([0xff, 0xc3, 0x28, 0xf0, 0x9f, 0x92]), Buffer.from('\r\n')]);
    assert.equal((await refusal(bytes)).message, bytes.toString('utf8', 1, bytes.length - 2));
    assert.equal((await refusal('-\r\n')).reply, 'ERR');
  });

  it('may come in the place of one list of many', async () => {
    members(on.server, ([, key]) => (key.endsWith('c2') ? '-NOPERM \xff%s\r\n' : list(key)));
    const service = await on.started();
    const [err, lists] = await call(service.manager, 'getMembers', 'n', ['c1', 'c2', 'c3']);
    assert.equal(err, null);
    assert.deepEqual([lists[0], lists[2]], [['POMELO:CHANNEL:n:c1'], ['POMELO:CHANNEL:n:c3']]);
    assert.deepEqual([lists[1].code, lists[1].reply], ['EREPLY', 'NOPERM']);
  });
});
