'use strict';

const { once } = require('node:events');
const net = require('node:net');
const WebSocket = require('ws');

const HOST = '127.0.0.1';
const HEAD = 4;

/**
 * How a client is connected.
 *
 * @typedef {object} Transport
 * @property {Promise<unknown>} open
 * @property {Promise<string>} closed why
 * @property {(bytes: Buffer) => void} send
 * @property {() => boolean} isAsWanted once it is open: whether it negotiated what it should with Pomelo
 *
 * @typedef {(port: number, take: (bytes: Buffer) => void) => Transport} Connect `take` gets whole packages, one or more
 */

/** @type {Record<'websocket' | 'deflate' | 'tcp', Connect>} */
module.exports = {
  websocket: (port, take) => websocket(port, take, false),
  deflate: (port, take) => websocket(port, take, true),
  tcp,
};

/** @type {(port: number, take: (bytes: Buffer) => void, perMessageDeflate: boolean) => Transport} */
function websocket(port, take, perMessageDeflate) {
  const socket = new WebSocket(`ws://${HOST}:${port}`, { perMessageDeflate });
  socket.on('message', take);
  const isAsWanted = () => perMessageDeflate === socket.extensions.includes('permessage-deflate');
  return { open: quiet(once(socket, 'open')), closed: closed(socket), send: (bytes) => socket.send(bytes), isAsWanted };
}

/** @type {Connect} */
function tcp(port, take) {
  const socket = net.connect({ port, host: HOST, noDelay: true });
  /** @type {Buffer} */
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    while (rest.length >= HEAD && rest.length >= HEAD + rest.readUIntBE(1, 3)) {
      const end = HEAD + rest.readUIntBE(1, 3);
      take(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  });
  return { open: quiet(once(socket, 'connect')), closed: closed(socket), send: (bytes) => socket.write(bytes), isAsWanted: () => true };
}

/** @param {import('node:events').EventEmitter} socket @returns {Promise<string>} */
function closed(socket) {
  let why = 'by the server';
  socket.on('error', (/** @type {Error} */ err) => (why = err.message));
  return new Promise((resolve) => socket.on('close', () => resolve(why)));
}

/** Who waits for it hears of a failure by `closed`. @param {Promise<unknown>} promise */
function quiet(promise) {
  promise.catch(() => {});
  return promise;
}
