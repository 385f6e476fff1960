'use strict';

const net = require('net');
const { Writable } = require('stream');
const originals = require('./originals');

/** As Pomelo's HybridSocket and ws count. */
const WORKING = 2;
const OPEN = 1;

/** A tool may have replaced it for all sockets before this was loaded. */
const { write } = Writable.prototype;

/**
 * The websocket of a session, if a push reaches it in Pomelo's own way: the
 * hybrid connector's, through its handshake and not closing.
 *
 * @param {any} session
 * @returns {any} null: it has to be left to Pomelo
 */
function websocketOf(session) {
  const { __socket__: socket } = session;
  if (!originals.session.send.is(session.send) || !socket || socket.state !== WORKING) return null;
  if (!originals.hybridSocket.send.is(socket.send) || !originals.hybridSocket.sendRaw.is(socket.sendRaw)) return null;
  const { socket: ws } = socket;
  if (!ws || ws.readyState !== OPEN || !originals.websocket.send.is(ws.send)) return null;
  return !ws._queue && isSender(ws._sender) ? ws : null;
}

/** @param {any} sender ws 1 has another one for its oldest protocol */
function isSender(sender) {
  return originals.sender.send.is(sender.send) && originals.sender.flush.is(sender.flush) &&
    originals.sender.applyExtensions.is(sender.applyExtensions) && originals.sender.frameAndSend.is(sender.frameAndSend);
}

/**
 * @param {any} ws as `websocketOf` gives it
 * @returns {boolean} whether its messages are compressed
 */
function isDeflated(ws) {
  return Boolean(ws.extensions['permessage-deflate']);
}

/**
 * The socket of a websocket, if nothing is queued for it, neither in ws nor in
 * the stream nor for the kernel: what is written to it now leaves at once.
 * Plain TCP only: what is written to a TLS socket has to be encrypted.
 *
 * @param {any} ws as `websocketOf` gives it
 * @returns {net.Socket | null}
 */
function idleSocketOf({ _sender: sender, _socket: socket }) {
  if (sender.processing || sender.messageHandlers.length > 0 || !sender.firstFragment) return null;
  if (Object.getPrototypeOf(socket) !== net.Socket.prototype || socket.write !== write) return null;
  if (!socket.writable || socket.writableLength !== 0 || socket.writableCorked !== 0) return null;
  const { _handle: handle } = socket;
  return handle && handle.writeQueueSize === 0 ? socket : null;
}

module.exports = { websocketOf, isDeflated, idleSocketOf };
