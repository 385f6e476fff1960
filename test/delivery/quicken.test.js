'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const net = require('node:net');
const quicken = require('../../lib/delivery/quicken');
const { countWrites, isNoDelay } = require('./sockets');

describe('a quick socket', () => {
  /** @type {net.Server} */
  let server;
  let socket;
  let peer;
  let received;

  beforeEach(async () => {
    server = net.createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    [socket, peer] = await connection();
  });

  afterEach(() => {
    socket.destroy();
    peer.destroy();
    server.close();
  });

  async function connection(before = () => {}) {
    const client = net.connect(/** @type {net.AddressInfo} */ (server.address()).port, '127.0.0.1');
    before(client);
    const [[other]] = await Promise.all([once(server, 'connection'), once(client, 'connect')]);
    received = '';
    other.on('data', (data) => (received += data));
    return [client, other];
  }

  const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

  it('has no delay', () => {
    assert.equal(isNoDelay(socket), false);
    quicken(socket);
    assert.equal(isNoDelay(socket), true);
  });

  it('has no delay when it was made quick before it was connected', async () => {
    const [client, other] = await connection(quicken);
    assert.equal(isNoDelay(client), true);
    for (const end of [client, other]) end.destroy();
  });

  it('sends what one turn writes as one write, in that turn', async () => {
    quicken(socket);
    const writes = countWrites(socket);
    for (const piece of 'pieces') socket.write(piece);
    assert.deepEqual(writes, []);
    await new Promise(process.nextTick);
    assert.deepEqual(writes, [6]);
    socket.write('more');
    await nextTurn();
    assert.deepEqual(writes, [6, 1]);
    socket.end();
    await once(peer, 'end');
    assert.equal(received, 'piecesmore');
  });

  it('calls back for every piece, in order, and takes encodings as ever', async () => {
    quicken(socket);
    const called = [];
    socket.write('61', 'hex', () => called.push(1));
    socket.write('b', () => called.push(2));
    await new Promise((resolve) => socket.write(Buffer.from('c'), resolve));
    assert.deepEqual(called, [1, 2]);
    socket.end();
    await once(peer, 'end');
    assert.equal(received, 'abc');
  });

  it('tells when it is full, and when it no longer is', async () => {
    quicken(socket);
    assert.equal(socket.write('x'), true);
    assert.equal(socket.write('x'.repeat(socket.writableHighWaterMark)), false);
    await once(socket, 'drain');
  });

  for (const how of ['end', 'destroy', 'destroySoon']) {
    it(`loses nothing that was written before ${how}`, async () => {
      quicken(socket);
      for (const piece of 'pieces') socket.write(piece);
      socket[how]();
      await once(peer, 'end');
      assert.equal(received, 'pieces');
    });
  }

  it('may be corked by others as well', async () => {
    quicken(socket);
    const writes = countWrites(socket);
    socket.write('a');
    socket.cork();
    await nextTurn();
    assert.deepEqual(writes, []);
    socket.write('b');
    await nextTurn();
    socket.uncork();
    assert.deepEqual(writes, [2]);
  });

  it('is made quick once', () => {
    quicken(socket);
    const { write, destroy } = socket;
    quicken(socket);
    assert.ok(socket.write === write && socket.destroy === destroy);
  });

  it('leaves other sockets and their prototypes as they are', () => {
    const before = ['write', 'destroy'].map((name) => net.Socket.prototype[name]);
    quicken(socket);
    assert.deepEqual(['write', 'destroy'].map((name) => net.Socket.prototype[name]), before);
    assert.ok(!Object.hasOwn(peer, 'write') && !isNoDelay(peer));
  });

  it('is a socket of Node\'s: anything else is refused and not touched', () => {
    const strange = Object.freeze({ write() {}, cork() {}, setNoDelay() {} });
    for (const other of [undefined, null, strange]) assert.throws(() => quicken(other), TypeError);
  });
});
