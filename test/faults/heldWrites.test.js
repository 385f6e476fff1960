'use strict';

// A server that takes no writes for a while: they are tried again, and reads under way are left in peace.

const assert = require('node:assert/strict');
const { until } = require('../support/patience');
const { withFaults, fine, failing, call, logged } = require('./helpers');

const READONLY = "-READONLY You can't write against a read only replica.\r\n";

describe('writes that are held', () => {
  const on = withFaults();

  /** A replica whose lists arrive piece by piece, each piece when the test says `next()`. */
  async function replica() {
    const pieces = [];
    const state = { readOnly: true, next: () => pieces.length > 0 && pieces.shift()(), waiting: () => pieces.length };
    state.peer = await on.peer(([name, key], socket) => {
      if (name === 'SADD' || name === 'SREM') return state.readOnly ? READONLY : ':1\r\n';
      if (name !== 'SMEMBERS') return undefined;
      const list = ['*3\r\n', ...['a', 'b', 'c'].map((uid) => `$1\r\n${uid}\r\n`)];
      if (key.includes(':quick:')) return list.join('');
      pieces.push(...list.map((piece) => () => socket.write(piece)));
      return null;
    });
    return state;
  }

  it('leave a list that arrives slowly in peace, however often they are tried', async () => {
    const server = await replica();
    const manager = await on.started({ port: server.peer.port, retryMaxDelay: 50, commandTimeout: 30000 });
    await logged(async () => {
      const write = call(manager, 'add', 'n', 'u', 'c1');
      await until(() => server.peer.commands('SADD').length >= 3);
      const read = fine(manager, 'getMembersBySid', 'n', 'c1');
      await until(() => server.waiting() === 4);
      // Longer than several pauses between two attempts.
      for (let i = 0; i < 4; i++, await new Promise((resolve) => setTimeout(resolve, 150))) server.next();
      assert.deepEqual(await read, ['a', 'b', 'c']);
      assert.equal(server.peer.commands('SMEMBERS').length, 1);
      server.readOnly = false;
      assert.deepEqual(await write, [null]);
    });
  });

  it('get through between reads that never cease', async () => {
    const server = await replica();
    const manager = await on.started({ port: server.peer.port, retryMaxDelay: 50, commandTimeout: 30000 });
    await logged(async () => {
      const write = call(manager, 'add', 'n', 'u', 'c1');
      let written = false;
      let reads = 0;
      const reader = async () => {
        for (; !written; reads++) assert.deepEqual(await fine(manager, 'getMembersBySid', 'quick', 'c1'), ['a', 'b', 'c']);
      };
      const readers = Promise.all([reader(), reader(), reader()]);
      await until(() => server.peer.commands('SADD').length >= 3 && reads > 20);
      server.readOnly = false;
      assert.deepEqual(await write, [null]);
      written = true;
      await readers;
    });
  });

  it('keep their order, also when the server was promoted between two that were sent together', async () => {
    const order = [];
    let refusals = 1;
    const peer = await on.peer(([name, , uid]) => {
      if (name !== 'SADD' && name !== 'SREM') return undefined;
      if (refusals-- > 0) return READONLY;
      order.push([name, uid]);
      return ':1\r\n';
    });
    const manager = await on.started({ port: peer.port });
    await logged(async () => {
      const done = [];
      const writes = [['add', 'u'], ['leave', 'u']].map(([method, uid]) => call(manager, method, 'n', uid, 'c1').then((got) => done.push([method, ...got])));
      await Promise.all(writes);
      assert.deepEqual(done, [['add', null], ['leave', null]]);
    });
    // The second had run by itself; what counts is that it runs behind the first.
    assert.deepEqual(order, [['SREM', 'u'], ['SADD', 'u'], ['SREM', 'u']]);
  });

  it('that ran behind a refused one say so when they fail', async () => {
    let first = true;
    const peer = await on.peer(([name, , uid]) => {
      if (name !== 'SADD') return undefined;
      if (uid === 'a') return first ? READONLY : ':1\r\n';
      if (first) {
        first = false;
        return ':1\r\n';
      }
      return '-OOM command not allowed\r\n';
    });
    const manager = await on.started({ port: peer.port });
    await logged(async () => {
      const a = call(manager, 'add', 'n', 'a', 'c1');
      const err = await failing(manager, 'add', 'n', 'b', 'c1');
      assert.deepEqual([err.code, err.reply, err.maybeExecuted], ['EREPLY', 'OOM', true]);
      assert.deepEqual(await a, [null]);
    });
  });
});
