'use strict';

const { once } = require('node:events');
const net = require('node:net');
const tls = require('node:tls');
const { Package, Message } = require('pomelo-protocol');
const { until } = require('../support/patience');

const KEY = 'AAAAAAAAAAAAAAAAAAAAAA==';

/**
 * A client that keeps every byte that it gets after the upgrade to a
 * websocket, as it comes: nothing is decoded but for the tests.
 */
class Client {
  /**
   * Through Pomelo's handshake, and bound.
   *
   * @param {import('./frontend')} frontend
   * @param {string | null} uid
   * @param {{ deflate?: boolean, secure?: boolean }} [opts]
   */
  static async join(frontend, uid, opts = {}) {
    const client = await Client.connect(frontend, opts);
    client.send(Package.TYPE_HANDSHAKE, { sys: { type: 'raw', version: '1' } });
    await until(() => client.received.length > 0);
    client.send(Package.TYPE_HANDSHAKE_ACK);
    await until(() => frontend.sessionOf(client).__socket__.state === 2);
    if (uid) await new Promise((resolve) => frontend.sessions.bind(frontend.sessionOf(client).id, uid, resolve));
    frontend.wroteTo(client);
    return client;
  }

  /** As far as the upgrade. */
  static async connect({ port }, { deflate = false, secure = false } = {}) {
    const socket = secure ? tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false }) : net.connect(port, '127.0.0.1');
    await once(socket, secure ? 'secureConnect' : 'connect');
    const client = new Client(socket);
    socket.write(`GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n` +
      `${deflate ? 'Sec-WebSocket-Extensions: permessage-deflate\r\n' : ''}\r\n`);
    await until(() => client.upgraded);
    return client;
  }

  constructor(socket) {
    this.socket = socket;
    this.localPort = socket.localPort;
    this.upgraded = false;
    this.closed = false;
    this._chunks = [];
    socket.on('data', (chunk) => this._take(chunk));
    socket.on('error', () => {});
    socket.on('close', () => { this.closed = true; });
  }

  _take(chunk) {
    this._chunks.push(chunk);
    if (this.upgraded) return;
    const end = this.received.indexOf('\r\n\r\n');
    if (end < 0) return;
    this.upgraded = true;
    this._chunks = [this.received.subarray(end + 4)];
  }

  get received() {
    this._chunks = [Buffer.concat(this._chunks)];
    return this._chunks[0];
  }

  /** Gives up the bytes that have come. */
  clear() {
    this._chunks = [];
  }

  /** The text of its pushes and responses, in order, from frames that are whole, binary and not compressed. */
  texts() {
    return this.frames().filter(({ first }) => first === 0x82).flatMap(({ payload }) => [].concat(Package.decode(payload)))
      .filter(({ type }) => type === Package.TYPE_DATA)
      .map(({ body }) => Message.decode(body).body.toString());
  }

  frames() {
    const frames = [];
    for (let at = 0, bytes = this.received; at < bytes.length;) {
      const short = bytes[at + 1];
      const head = short === 127 ? 10 : short === 126 ? 4 : 2;
      const length = short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short === 126 ? bytes.readUInt16BE(at + 2) : short;
      frames.push({ first: bytes[at], payload: bytes.subarray(at + head, at + head + length) });
      at += head + length;
    }
    return frames;
  }

  /** A package in a frame that is masked with zeros. */
  send(type, body) {
    const payload = Package.encode(type, body && (Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))));
    const length = Buffer.alloc(2);
    length.writeUInt16BE(payload.length);
    const head = payload.length > 125 ? [0x82, 0xfe, ...length] : [0x82, 0x80 | payload.length];
    this.socket.write(Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]));
  }

  request(id, body) {
    this.send(Package.TYPE_DATA, Message.encode(id, Message.TYPE_REQUEST, 0, 'connector.h.m', Buffer.from(JSON.stringify(body))));
  }

  /** @param {string} text the last that it gets */
  async until(text) {
    await until(() => this.received.includes(text));
  }

  end() {
    this.socket.destroy();
  }
}

module.exports = Client;
