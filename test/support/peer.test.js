'use strict';

const assert = require('assert/strict');
const net = require('net');
const { once } = require('events');
const { until } = require('./patience');
const { startPeer } = require('./peer');
const { encode, Decoder } = require('./resp');

describe('startPeer', () => {
  /** @type {Awaited<ReturnType<typeof startPeer>>} */
  let peer;
  /** @type {net.Socket} */
  let client;
  beforeEach(async () => {
    peer = await startPeer();
    client = net.connect(peer.port, peer.host);
  });
  afterEach(async () => {
    client.destroy();
    await peer.close();
  });

  /** @param {string[]} command */
  async function ask(...command) {
    client.write(encode(command));
    return String((await once(client, 'data'))[0]);
  }

  it('satisfies a client that introduces itself', async () => {
    assert.equal(await ask('AUTH', 'x'), '+OK\r\n');
    assert.equal(await ask('PING'), '+PONG\r\n');
    assert.equal(await ask('CLIENT', 'ID'), ':1\r\n');
    assert.match(await ask('CLIENT', 'INFO'), new RegExp('id=1 addr=127.0.0.1:' + client.localPort + ' '));
    assert.match(await ask('UNLINK'), /^-ERR wrong number of arguments for 'unlink' command/);
    assert.deepEqual(peer.commands('CLIENT'), [['CLIENT', 'ID'], ['CLIENT', 'INFO']]);
  });

  it('answers as it is told', async () => {
    peer.answer = ([name], socket) => {
      if (name === 'A') return ':1\r\n';
      if (name === 'B') socket.write('raw');
      return name === 'B' ? null : undefined;
    };
    assert.equal(await ask('A'), ':1\r\n');
    assert.equal(await ask('B'), 'raw');
    assert.equal(await ask('C'), '+OK\r\n');
  });

  it('cuts', async () => {
    await ask('PING');
    peer.cut('RST');
    assert.equal((await once(client, 'error'))[0].code, 'ECONNRESET');
    await until(() => peer.sockets.size === 0);
  });
});

describe('Decoder', () => {
  it('reads every kind of value, however the bytes are cut', () => {
    const bytes = Buffer.from('+OK\r\n-ERR no\r\n:-7\r\n$-1\r\n*2\r\n$3\r\na\r\n\r\n*1\r\n:1\r\n*0\r\n$0\r\n\r\n');
    /** @type {any[]} */
    const values = [];
    const decoder = new Decoder(value => values.push(value));
    for (const byte of bytes) decoder.write(Buffer.from([byte]));
    const [ok, error, ...rest] = values;
    assert.equal(ok, 'OK');
    assert.equal(error.message, 'ERR no');
    assert.deepEqual(rest, [-7, null, [Buffer.from('a\r\n'), [1]], [], Buffer.alloc(0)]);
  });
});
