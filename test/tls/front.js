'use strict';

// TLS in front of a server that speaks none, as a tunnel on its machine would be.

const fs = require('fs');
const net = require('net');
const tls = require('tls');
const { once } = require('events');

/** @param {{cert: string, key: string}} pair paths of files @param {number} target port of the loopback */
async function startFront({ cert, key }, target) {
  const sockets = new Set();
  const server = tls.createServer({ cert: fs.readFileSync(cert), key: fs.readFileSync(key) }, (socket) => {
    const behind = net.connect(target, '127.0.0.1');
    for (const each of [socket, behind]) {
      sockets.add(each);
      each.on('error', () => {}).on('close', () => [socket, behind].forEach((one) => one.destroy()));
    }
    socket.pipe(behind).pipe(socket);
  });
  server.on('tlsClientError', () => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => new Promise((resolve) => {
    server.close(resolve);
    sockets.forEach((socket) => socket.destroy());
  });
  return { port: server.address().port, close };
}

module.exports = { startFront };
