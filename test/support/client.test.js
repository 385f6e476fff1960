'use strict';

// The demo's client, with which tests play as well.

const assert = require('assert/strict');
const { once } = require('events');
const { Package } = require('pomelo-protocol');
const { WebSocketServer } = require('ws');
const Client = require('../../demo/client');
const { until } = require('./patience');

describe('the client of the demo', () => {
  let server, client, heartbeats;
  afterEach(() => {
    client.close();
    server.close();
  });

  /** Connects to a connector that answers each heartbeat at once, as Pomelo's does. @param {number} rest between them, in s */
  async function connect(rest) {
    heartbeats = 0;
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    server.on('connection', socket => socket.on('message', data => {
      const { type } = Package.decode(data);
      if (type === Package.TYPE_HANDSHAKE) return socket.send(Package.encode(type, Buffer.from(JSON.stringify({ sys: { heartbeat: rest } }))));
      if (type === Package.TYPE_HEARTBEAT) heartbeats++;
      socket.send(Package.encode(Package.TYPE_HEARTBEAT));
    }));
    client = new Client('127.0.0.1', server.address().port);
    await client.ready();
  }

  it('answers a heartbeat', async () => {
    await connect(0.01);
    await until(() => heartbeats >= 3);
  });

  it('rests before it does, as long as the connector says', async () => {
    await connect(1000);
    const [socket] = server.clients;
    for (let i = 0; i < 10; i++) {
      socket.ping();
      await once(client.socket, 'ping');
    }
    assert.equal(heartbeats, 0);
  });
});
