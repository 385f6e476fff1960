'use strict';

const assert = require('node:assert/strict');
const { runNode } = require('../support/child');
const { startPeer } = require('../support/peer');
const { MEMORY_TELLS, list } = require('./kit');

const MIB = 1 << 20;

/** Writes this for ever, as fast as it is read, or so many times. */
function pour(socket, head, bytes, times = Infinity) {
  socket.write(head);
  const more = () => {
    while (times-- > 0 && !socket.destroyed) if (!socket.write(bytes)) return socket.once('drain', more);
  };
  more();
}

describe('a reply without end', () => {
  const item = Buffer.from('$8\r\nabcdefgh\r\n'.repeat(4096));

  const ENDLESS = {
    // What is a list becomes strings of JavaScript while it arrives.
    'a list': ['*2147483647\r\n', item, 1000],
    'a list of empty strings': ['*2147483647\r\n', Buffer.from('$0\r\n\r\n'.repeat(8192)), 1000],
    'a string': ['*1\r\n$2147483000\r\n', Buffer.alloc(65536, 'x'), 400],
    'an error': ['-ERR ', Buffer.alloc(65536, 'x'), 400],
    'lists in lists': ['', Buffer.from('*1\r\n'.repeat(8192)), 400],
  };

  for (const [what, [head, bytes, bound]] of Object.entries(ENDLESS)) {
    it(`${what}: costs a bound, and the connection`, async () => {
      const { first, second, most } = await read((socket) => pour(socket, head, bytes));
      assert.equal(first.code, 'EPROTOCOL', first.message);
      assert.deepEqual([second.code, second.count], [null, 1]);
      if (MEMORY_TELLS) assert.ok(most < bound * MIB, `${most / MIB} MiB`);
    });
  }

  it('that ends after 200 MiB is a right one', async () => {
    const times = Math.floor((200 * MIB) / item.length);
    const { first, second, most } = await read((socket) => pour(socket, `*${times * 4096}\r\n`, item, times));
    assert.deepEqual([first.code, first.count], [null, times * 4096]);
    assert.deepEqual([second.code, second.count], [null, 1]);
    if (MEMORY_TELLS) assert.ok(most < 1500 * MIB, `${most / MIB} MiB`);
  });

  async function read(evil) {
    const peer = await startPeer(([name, key], socket) => {
      if (name !== 'SMEMBERS') return undefined;
      if (!key.includes('evil')) return list('u');
      evil(socket);
      return null;
    });
    const child = await runNode(require.resolve('./children/reader'), [JSON.stringify({ port: peer.port, commandTimeout: 60000 })]);
    await peer.close();
    assert.equal(child.code, 0, child.output);
    return child.messages[0];
  }
});
