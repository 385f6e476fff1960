'use strict';

const net = require('node:net');
const { encode, Decoder } = require('../../test/support/resp');

/**
 * What Redis itself says is in a set, asked on a connection of one's own.
 *
 * @param {number} port
 * @param {string} key
 * @returns {Promise<string[]>}
 */
module.exports = (port, key) => new Promise((resolve, reject) => {
  const socket = net.connect(port, '127.0.0.1');
  const decoder = new Decoder((/** @type {any} */ reply) => {
    socket.destroy();
    if (reply instanceof Error) reject(reply);
    else resolve(reply.map(String));
  });
  socket.on('error', reject);
  socket.on('data', (chunk) => decoder.write(chunk));
  socket.write(encode(['SMEMBERS', key]));
});
