'use strict';

const logger = require('../log')(__filename);

/**
 * Writes to a socket for which nothing is queued, past the queue of its stream:
 * straight to the `_write` that the stream itself would call, which refreshes
 * the idle timer and counts the bytes. It does not block; what the kernel
 * does not take at once is left with libuv, and the stream is corked until that
 * is gone: it then behaves as during a write of its own. The bytes are shared
 * and must not change any more.
 *
 * @param {import('net').Socket} socket
 * @param {Buffer} bytes
 */
function write(socket, bytes) {
  let isPending = true;
  let isCorked = false;
  socket._write(bytes, /** @type {any} */ ('buffer'), (err) => {
    isPending = false;
    // Node 12 has a stream that was destroyed write on, and fail anew.
    if (isCorked && !socket.destroyed) socket.uncork();
    if (err) fail(socket, err);
  });
  if (!isPending) return;
  isCorked = true;
  socket.cork();
}

/**
 * As the stream does when a write of its own fails: whoever uses the socket
 * hears of it from its events.
 *
 * @param {import('net').Socket} socket
 * @param {Error} err
 */
function fail(socket, err) {
  socket.destroy(err);
  // The log may write to sockets, of which others have had a part of a frame.
  process.nextTick(() => logger.error('websocket send failed: %s', err.message));
}

module.exports = write;
