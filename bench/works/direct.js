'use strict';

const net = require('node:net');
const { encode, Decoder } = require('../../test/support/resp');

/** Commands in one write. */
const BATCH = 10000;

/**
 * What Redis itself says, asked past every subject, on a connection of one's own.
 *
 * @param {number} port
 * @param {string[][]} commands
 * @returns {Promise<any[]>} the replies, in order
 */
module.exports = (port, commands) => new Promise((resolve, reject) => {
  /** @type {any[]} */
  const replies = [];
  let sent = 0;
  const socket = net.connect(port, '127.0.0.1');
  const decoder = new Decoder((/** @type {any} */ reply) => {
    if (reply instanceof Error) socket.destroy(reply);
    else if (replies.push(reply) === commands.length) socket.destroy();
    else if (replies.length === sent) send();
  });
  socket.on('error', reject);
  socket.on('close', () => resolve(replies));
  socket.on('data', (chunk) => decoder.write(chunk));
  send();

  function send() {
    const batch = commands.slice(sent, sent + BATCH);
    sent += batch.length;
    socket.write(Buffer.concat(batch.map(encode)));
  }
});
