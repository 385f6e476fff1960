'use strict';

const assert = require('assert/strict');
const net = require('net');
const { once } = require('events');
const { setTimeout: sleep } = require('timers/promises');
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

  /** @param {net.Socket} client @returns {Promise<string>} what arrives within some time */
  async function received(client, ms = 60) {
    let text = '';
    client.on('data', chunk => { text += chunk; });
    await sleep(ms);
    return text;
  }

  it('forwards both ways, and counts', async () => {
    const client = connect();
    client.write(PING);
    assert.equal(await received(client), '+PONG\r\n');
    assert.deepEqual([proxy.accepted, proxy.open, proxy.bytes], [1, 1, { up: PING.length, down: 7 }]);
  });

  it('cuts with FIN', async () => {
    const client = connect();
    await once(client, 'connect');
    await sleep(10);
    client.resume();
    proxy.cut('FIN');
    await once(client, 'end');
    assert.equal(proxy.open, 0);
  });

  it('cuts with RST', async () => {
    const client = connect();
    await once(client, 'connect');
    await sleep(10);
    proxy.cut('RST');
    const [err] = await once(client, 'error');
    assert.equal(err.code, 'ECONNRESET');
  });

  it('pauses one direction and resumes it', async () => {
    proxy.pause('down');
    const client = connect();
    client.write(PING);
    assert.equal(await received(client), '');
    assert.equal(peer.seen.length, 1);
    proxy.resume('down');
    assert.equal(await received(client), '+PONG\r\n');
  });

  it('cuts after so many bytes, once', async () => {
    proxy.cutAfterBytes('down', 3);
    const client = connect();
    client.write(PING);
    assert.equal(await received(client), '+PO');
    assert.ok(client.readableEnded);
    const next = connect();
    next.write(PING);
    assert.equal(await received(next), '+PONG\r\n');
  });

  it('delays, and keeps the order', async () => {
    proxy.latency(40);
    const client = connect();
    const began = Date.now();
    client.write(PING);
    await once(client, 'data');
    assert.ok(Date.now() - began >= 78);
  });

  it('refuses and admits again', async () => {
    const client = connect();
    await once(client, 'connect');
    await proxy.refuse();
    const refused = connect();
    const [err] = await once(refused, 'error');
    assert.equal(err.code, 'ECONNREFUSED');
    client.write(PING);
    assert.equal(await received(client), '+PONG\r\n');
    await proxy.admit();
    await once(connect(), 'connect');
  });

  it('swallows', async () => {
    proxy.swallow();
    const client = connect();
    client.write(PING);
    assert.equal(await received(client), '');
    assert.deepEqual([proxy.accepted, peer.accepted], [1, 0]);
  });
});
