'use strict';

// Writes what the backend sends to all its clients, one system call for each.

const { createHash } = require('node:crypto');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const { SIZE, frameOf } = require('../bytes');
const obey = require('../obey');

const HOST = '127.0.0.1';
/** Of what the backend sends: its length, and how many clients it is for; Pomelo's package follows. */
const HEAD = 8;
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** @type {any[]} in the order in which they came */
const clients = [];
let isFramed = true;

obey({
  /** @param {{ kind: string }} order */
  listen: async ({ kind }) => {
    isFramed = kind !== 'tcp';
    return { clients: await listen(isFramed ? upgrade : welcome), backend: await listen(serve) };
  },
});

/** @param {(socket: net.Socket) => void} onConnection @returns {Promise<number>} the port */
async function listen(onConnection) {
  const server = net.createServer({ noDelay: true }, onConnection).listen(0, HOST);
  await once(server, 'listening');
  return /** @type {net.AddressInfo} */ (server.address()).port;
}

/** @param {net.Socket} socket */
function welcome(socket) {
  socket.on('error', () => {}).resume();
  clients.push(socket);
}

/** @param {net.Socket} socket */
async function upgrade(socket) {
  const [request] = await once(socket, 'data');
  const key = /sec-websocket-key: (\S+)/i.exec(String(request))?.[1];
  const accept = createHash('sha1').update(key + GUID).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  welcome(socket);
}

/** @param {net.Socket} backend */
function serve(backend) {
  /** @type {Buffer} */
  let rest = Buffer.alloc(0);
  backend.on('data', (chunk) => {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    while (rest.length >= HEAD && rest.length >= rest.readUInt32BE(0)) {
      push(rest.subarray(HEAD, HEAD + SIZE), rest.readUInt32BE(4));
      rest = rest.subarray(rest.readUInt32BE(0));
      backend.write('.');
    }
  });
}

/** @param {Buffer} bytes @param {number} members how many, the first ones */
function push(bytes, members) {
  const all = isFramed ? frameOf(bytes) : Buffer.from(bytes);
  for (let i = 0; i < members; i++) write(clients[i], all);
}

/** What the kernel does not take at once goes through the stream. @param {any} socket @param {Buffer} bytes */
function write(socket, bytes) {
  let written = 0;
  if (socket.writableLength === 0) {
    try {
      written = fs.writeSync(socket._handle.fd, bytes);
    } catch (err) {
      if (err.code !== 'EAGAIN') throw err;
    }
  }
  if (written < bytes.length) socket.write(bytes.subarray(written));
}
