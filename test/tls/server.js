'use strict';

// A server that speaks TLS as a test wants it, and Redis' greeting behind it; notes what it heard.

const net = require('net');
const tls = require('tls');
const { once } = require('events');
const fs = require('fs');
const { handshake } = require('../support/peer');
const { Decoder } = require('../support/resp');

/**
 * @param {{cert: string, key: string}} pair paths of files
 * @param {tls.TlsOptions} [more]
 */
async function startTlsPeer(pair, more = {}) {
  const peer = { port: 0, heard: '', resumed: [], names: [], sockets: new Set(), answer: /** @type {any} */ (() => undefined), change: null, close: null };
  const files = ({ cert, key }) => ({ cert: fs.readFileSync(cert), key: fs.readFileSync(key) });
  const server = tls.createServer({ ...files(pair), ...more }, (socket) => {
    peer.resumed.push(socket.isSessionReused());
    peer.names.push(socket.servername);
    keep(peer.sockets, socket);
    const decoder = new Decoder((words) => {
      const command = words.map(String);
      const answer = peer.answer(command, socket);
      if (answer !== null) socket.write(answer === undefined ? asRedis(command, peer.resumed.length, socket) : answer);
    });
    socket.on('data', (chunk) => {
      peer.heard += chunk;
      decoder.write(chunk);
    });
  });
  server.on('tlsClientError', () => {});
  peer.change = (next) => server.setSecureContext({ ...files(next), ...more });
  return listen(peer, server);
}

/** @param {string[]} command @param {number} id @param {net.Socket} socket */
function asRedis(command, id, socket) {
  return ['SADD', 'SREM'].includes(command[0]) ? ':1\r\n' : handshake(command, id, socket);
}

/** A server of no TLS: `greet` writes what it likes to each connection. */
async function startPlain(greet = () => {}) {
  const peer = { port: 0, heard: Buffer.alloc(0), sockets: new Set(), close: null };
  return listen(peer, net.createServer((socket) => {
    keep(peer.sockets, socket);
    socket.on('data', (chunk) => { peer.heard = Buffer.concat([peer.heard, chunk]); });
    greet(socket);
  }));
}

async function listen(peer, server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  peer.port = server.address().port;
  peer.cut = () => peer.sockets.forEach((socket) => socket.destroy());
  peer.close = () => new Promise((resolve) => {
    server.close(resolve);
    peer.cut();
  });
  return peer;
}

function keep(sockets, socket) {
  sockets.add(socket);
  socket.on('error', () => {}).on('close', () => sockets.delete(socket));
}

module.exports = { startTlsPeer, startPlain };
