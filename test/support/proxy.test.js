'use strict';

const assert = require('assert/strict');
const net = require('net');
const { once } = require('events');
const { setTimeout: sleep } = require('timers/promises');
const { until } = require('./patience');
const { startPeer } = require('./peer');
const { startProxy } = require('./proxy');

const PING = '*1\r\n$4\r\nPING\r\n';

describe('startProxy', () => {
  /** @type {Awaited<ReturnType<typeof startPeer>>} */
  let peer;
  /** @type {Awaited<ReturnType<typeof startProxy>>} */
  let proxy;
  /** @type {net.Socket[]} */
  const clients = [];
  beforeEach(async () => {
    peer = await startPeer();
    proxy = await startProxy({ port: peer.port });
  });
  afterEach(async () => {
    clients.splice(0).forEach(client => client.destroy());
    await proxy.close();
    await peer.close();
  });

  function connect() {
    const client = net.connect(proxy.port, proxy.host);
    clients.push(client);
    return client;
  }

  /** Waits for this to arrive; for nothing, some time. @param {net.Socket} client @param {string} expected */
  async function receives(client, expected) {
    let text = '';
    const note = (/** @type {Buffer} */ chunk) => { text += chunk; };
    client.on('data', note);
    await (expected ? until(() => text.length >= expected.length) : sleep(60));
    client.off('data', note);
    assert.equal(text, expected);
  }

  it('forwards both ways, and counts', async () => {
    const client = connect();
    client.write(PING);
    await receives(client, '+PONG\r\n');
    assert.deepEqual([proxy.accepted, proxy.open, proxy.bytes], [1, 1, { up: PING.length, down: 7 }]);
  });

  it('cuts with FIN', async () => {
    const client = connect();
    await once(client, 'connect');
    await until(() => proxy.open === 1);
    client.resume();
    proxy.cut('FIN');
    await once(client, 'end');
    assert.equal(proxy.open, 0);
  });

  it('cuts with RST', async () => {
    const client = connect();
    await once(client, 'connect');
    await until(() => proxy.open === 1);
    proxy.cut('RST');
    const [err] = await once(client, 'error');
    assert.equal(err.code, 'ECONNRESET');
  });

  it('pauses one direction and resumes it', async () => {
    proxy.pause('down');
    const client = connect();
    client.write(PING);
    await until(() => peer.seen.length === 1);
    await receives(client, '');
    proxy.resume('down');
    await receives(client, '+PONG\r\n');
  });

  it('cuts after so many bytes, once', async () => {
    proxy.cutAfterBytes('down', 3);
    const client = connect();
    client.write(PING);
    await receives(client, '+PO');
    if (!client.readableEnded) await once(client.resume(), 'end');
    const next = connect();
    next.write(PING);
    await receives(next, '+PONG\r\n');
  });

  it('delays, and keeps the order', async () => {
    proxy.latency(40);
    const client = connect();
    const began = performance.now();
    client.write(PING);
    await once(client, 'data');
    assert.ok(performance.now() - began >= 78);
  });

  it('refuses and admits again', async () => {
    const client = connect();
    await once(client, 'connect');
    await proxy.refuse();
    const refused = connect();
    const [err] = await once(refused, 'error');
    assert.equal(err.code, 'ECONNREFUSED');
    client.write(PING);
    await receives(client, '+PONG\r\n');
    await proxy.admit();
    await once(connect(), 'connect');
  });

  it('swallows', async () => {
    proxy.swallow();
    const client = connect();
    client.write(PING);
    await until(() => proxy.accepted === 1);
    await receives(client, '');
    assert.deepEqual([proxy.accepted, peer.accepted], [1, 0]);
  });
});
