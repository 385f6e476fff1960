'use strict';

const net = require('net');

/** @type {WeakSet<net.Socket>} those that are quick already */
const quick = new WeakSet();

/**
 * From now on the socket sends at once, and in one piece, what is written to it
 * before Node goes on to its next tick: it is corked by the first write and
 * uncorked in the same turn of the loop. Pieces that Nagle's algorithm would
 * hold back until the other side has acknowledged the first are one write.
 *
 * Only methods of this very socket are set. What arrives is the same, in the
 * same order, also when the socket is ended or destroyed before that tick.
 *
 * @param {any} socket
 * @throws where it is no socket of Node's
 */
function quicken(socket) {
  if (!(socket instanceof net.Socket)) throw new TypeError('no socket of Node\'s');
  if (quick.has(socket)) return;
  quick.add(socket);
  socket.setNoDelay(true);
  gather(socket);
}

/** @param {any} socket */
function gather(socket) {
  const { write, destroy } = socket;
  let corked = false;
  const release = () => {
    if (!corked) return;
    corked = false;
    socket.uncork();
  };
  socket.write = function (/** @type {any} */ chunk, /** @type {any} */ encoding, /** @type {any} */ cb) {
    if (!corked) {
      corked = true;
      socket.cork();
      process.nextTick(release);
    }
    return write.call(this, chunk, encoding, cb);
  };
  // What was written before would have left by now.
  socket.destroy = function (/** @type {any[]} */ ...args) {
    release();
    return destroy.apply(this, args);
  };
}

module.exports = quicken;
