'use strict';

const fs = require('node:fs');
const net = require('node:net');
const tls = require('node:tls');
const { slotOf } = require('../../test/support/fakeCluster');
const { encode, Decoder } = require('../../test/support/resp');

/** Commands in one write. */
const BATCH = 10000;
const SLOTS = 16384;

/**
 * What Redis itself says, asked past every subject, on a connection of one's own.
 *
 * @param {import('../places').Place} place
 * @param {string[][]} commands all for the one who has the first one's key
 * @returns {Promise<any[]>} the replies, in order
 */
module.exports = (place, commands) => new Promise((resolve, reject) => {
  /** @type {any[]} */
  const replies = [];
  let sent = 0;
  const socket = connect(place, commands[0][1]);
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

/** @type {(place: import('../places').Place, key: string) => net.Socket} */
function connect({ ports, ca }, key) {
  const where = { host: '127.0.0.1', port: ports[Math.floor((slotOf(key) * ports.length) / SLOTS)] };
  return ca ? tls.connect({ ...where, ca: fs.readFileSync(ca) }) : net.connect(where);
}
