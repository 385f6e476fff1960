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
 * What a session is connected by, if a push reaches it in Pomelo's own way: the
 * hybrid connector's, through its handshake and not closing.
 *
 * @param {any} session
 * @returns {any} a websocket, or Pomelo's TcpSocket; null: it has to be left to Pomelo
 */
function transportOf(session) {
  const { __socket__: socket } = session;
  if (!originals.session.send.is(session.send) || !socket || socket.state !== WORKING) return null;
  if (!originals.hybridSocket.send.is(socket.send) || !originals.hybridSocket.sendRaw.is(socket.sendRaw)) return null;
  const { socket: transport } = socket;
  return transport && (isWebsocket(transport) || isTcp(transport)) ? transport : null;
}

/** @param {any} transport */
function isWebsocket({ readyState, send, _queue: queue, _sender: sender }) {
  return readyState === OPEN && originals.websocket.send.is(send) && !queue && isSender(sender);
}

/**
 * On Node 12 and 14; from Node 16 on none gets through its handshake.
 *
 * @param {any} transport
 */
function isTcp({ send, _socket: socket }) {
  return originals.tcpSocket.send.is(send) && Boolean(socket);
}

/** @param {any} sender ws 1 has another one for its oldest protocol */
function isSender(sender) {
  return originals.sender.send.is(sender.send) && originals.sender.flush.is(sender.flush) &&
    originals.sender.applyExtensions.is(sender.applyExtensions) && originals.sender.frameAndSend.is(sender.frameAndSend);
}

/**
 * @param {any} ws
 * @returns {boolean} whether its messages are compressed
 */
function isDeflated(ws) {
  return Boolean(ws.extensions['permessage-deflate']);
}

/** @param {any} ws whether nothing is queued in it */
function isSilent({ _sender: sender }) {
  return !sender.processing && sender.messageHandlers.length === 0 && Boolean(sender.firstFragment);
}

/**
 * Whether nothing is queued for a socket, neither in the stream nor for the
 * kernel: what is written to it now leaves at once. Plain TCP only: what is
 * written to a TLS socket has to be encrypted.
 *
 * @param {any} socket
 */
function isIdle(socket) {
  if (Object.getPrototypeOf(socket) !== net.Socket.prototype || socket.write !== write) return false;
  if (!socket.writable || socket.writableLength !== 0 || socket.writableCorked !== 0) return false;
  const { _handle: handle } = socket;
  return Boolean(handle) && handle.writeQueueSize === 0;
}

module.exports = { transportOf, isTcp, isDeflated, isSilent, isIdle };
