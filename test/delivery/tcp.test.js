'use strict';

// Clients on raw TCP. Pomelo's own writes to them throw on current versions of Node, already at the handshake, so that here
// the frontend is told that they are through it, and TcpSocket.send is replaced where it is expected to be called.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const net = require('node:net');
const { Package, Message } = require('pomelo-protocol');
const { pushScheduler } = require('../..');
const { until } = require('../support/patience');
const Client = require('./client');
const Frontend = require('./frontend');

/** As in Pomelo's HybridSocket. */
const WORKING = 2;

describe('the push scheduler with clients on raw TCP', () => {
  let frontend;
  let clients;

  beforeEach(async () => {
    frontend = await Frontend.start({ scheduler: pushScheduler });
    clients = [];
    for (const uid of ['a', 'b', 'c']) clients.push(await enter(uid));
  });

  afterEach(() => frontend.stop());

  async function enter(uid) {
    const socket = net.connect(frontend.port, '127.0.0.1');
    const received = [];
    socket.on('data', (chunk) => received.push(chunk)).on('error', () => {});
    await once(socket, 'connect');
    const client = { socket, localPort: socket.localPort, bytes: () => Buffer.concat(received) };
    socket.write(Package.encode(Package.TYPE_HEARTBEAT));
    await until(() => frontend.sessionOf(client));
    const { id, __socket__: hybrid } = frontend.sessionOf(client);
    hybrid.state = WORKING;
    await new Promise((resolve) => frontend.sessions.bind(id, uid, resolve));
    return client;
  }

  const push = (n, uids = ['a', 'b', 'c']) => frontend.push('onChat', { n }, uids);
  const tcpOf = (client) => frontend.sessionOf(client).__socket__.socket;

  /** What Pomelo makes of a push for one client. */
  function packageOf(n) {
    return Package.encode(Package.TYPE_DATA, Message.encode(0, Message.TYPE_PUSH, 0, 'onChat', Buffer.from(JSON.stringify({ n }))));
  }

  async function assertGot(client, ...numbers) {
    const expected = Buffer.concat(numbers.map(packageOf));
    await until(() => client.bytes().length >= expected.length);
    assert.deepEqual(client.bytes(), expected);
  }

  /** Stands in for a function of one socket, and notes what it is given. */
  function replace(tcp) {
    const calls = [];
    tcp.send = (bytes, options) => {
      calls.push([bytes, options]);
      tcp._socket.write(bytes);
    };
    return calls;
  }

  it('sends them Pomelo\'s packages without a frame, all in one call', async () => {
    await push(1);
    await push(2);
    for (const client of clients) await assertGot(client, 1, 2);
    assert.deepEqual(frontend.sends, [3, 3]);
    for (const client of clients) assert.deepEqual(frontend.wroteTo(client), ['straight', 'straight']);
  });

  it('gives websockets frames in the same push', async () => {
    const websockets = [await Client.join(frontend, 'd'), await Client.join(frontend, 'e')];
    for (const client of websockets) client.clear();
    await push(1, ['a', 'd', 'b', 'e', 'c']);
    for (const client of clients) await assertGot(client, 1);
    for (const client of websockets) {
      await client.until('"n":1');
      assert.deepEqual(client.texts(), ['{"n":1}']);
    }
    assert.deepEqual([...frontend.sends].sort(), [2, 3]);
  });

  it('sends a user twice who is named twice', async () => {
    await push(1, ['a', 'b', 'a', 'c']);
    await assertGot(clients[0], 1, 1);
    await assertGot(clients[1], 1);
  });

  it('leaves a socket to Pomelo that something is queued for, and one whose send was replaced', async () => {
    const queued = replace(tcpOf(clients[0]));
    const busy = tcpOf(clients[1])._socket;
    busy.cork();
    busy.write(packageOf(0));
    const behind = [];
    const { send } = Object.getPrototypeOf(tcpOf(clients[1]));
    busy.write = (bytes, options, cb) => {
      behind.push(options);
      return net.Socket.prototype.write.call(busy, bytes, cb);
    };
    await push(1);
    busy.uncork();
    await assertGot(clients[0], 1);
    await assertGot(clients[1], 0, 1);
    await assertGot(clients[2], 1);
    assert.deepEqual([queued.length, queued[0][1], behind], [1, { binary: true }, [{ binary: true }]]);
    assert.equal(tcpOf(clients[1]).send, send);
  });

  it('sends nothing straight to one that is not through its handshake, or is gone', async () => {
    frontend.sessionOf(clients[0]).__socket__.state = 1;
    clients[1].socket.destroy();
    await until(() => Object.keys(frontend.sessions.sessions).length === 2);
    await push(1);
    await assertGot(clients[2], 1);
    assert.equal(clients[0].bytes().length, 0);
    assert.deepEqual(frontend.wroteTo(clients[0]), []);
  });
});
