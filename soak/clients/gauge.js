'use strict';

// Loaded by each connector: looks at the sockets of its clients, for what stalling clients leave in them, and for the way
// by which they are written to.

/** ms between two looks. */
const EVERY = 200;

/** @param {any} app */
module.exports = (app) => {
  const seen = new WeakSet();
  const full = new Set();
  const gauged = { kind: 'gauged', straight: 0, stream: 0, most: 0 };

  setInterval(() => {
    for (const session of Object.values(app.components.__session__?.service.sessions || {})) {
      const { _socket: socket } = session.__socket__.socket;
      if (!socket) continue;
      if (!seen.has(socket)) count(socket);
      const bytes = queued(socket);
      if (bytes > 0) full.add(session.id);
      gauged.most = Math.max(gauged.most, bytes);
    }
  }, EVERY).unref();

  /** Counts its writes from now on; one that its stream knows nothing of is straight. @param {any} socket */
  function count(socket) {
    seen.add(socket);
    for (const method of ['_write', '_writev']) {
      const original = socket[method];
      socket[method] = function (/** @type {any[]} */ ...args) {
        gauged[socket.writableLength === 0 ? 'straight' : 'stream']++;
        return original.apply(this, args);
      };
    }
  }

  process.on('message', (/** @type {any} */ { what }) => {
    if (what === 'stop') process.send?.({ ...gauged, full: full.size, rss: process.memoryUsage().rss });
  });
};

/** @param {any} socket @returns {number} bytes that the kernel has not taken, in its stream or with libuv */
function queued(socket) {
  return Math.max(socket.writableLength, socket._handle?.writeQueueSize || 0);
}
