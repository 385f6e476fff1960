'use strict';

const net = require('net');
const loadNative = require('../native');
const write = require('./write');

/** A tool may have put something in between. */
const { _write, _unrefTimer } = /** @type {any} */ (net.Socket.prototype);

/** @typedef {NonNullable<import('../native').Native['send']>} Send */

/** @type {Send | null | undefined} undefined: not looked for yet */
let found;

/**
 * The addon's, where there is one and the system has such descriptors: a push
 * needs no addon.
 *
 * @returns {Send | null}
 */
function findSend() {
  try {
    return typeof _unrefTimer === 'function' && loadNative().send || null;
  } catch {
    return null;
  }
}

/**
 * Sockets for which nothing is queued, and the bytes that each of them gets
 * with the next `flush`: several in one call into C, past libuv, which does not
 * count them in `socket.bytesWritten`.
 *
 * As long as one waits, nobody else's code may run: it could write to it first.
 */
class Batch {
  constructor() {
    /** @type {Set<any>} */
    this._sockets = new Set();
    /** @type {any} */
    this._bytes = null;
  }

  /** @param {any} socket */
  has(socket) {
    return this._sockets.has(socket);
  }

  /**
   * @param {any} socket one that does not wait here
   * @param {Buffer} bytes the same for all
   */
  add(socket, bytes) {
    if (found === undefined) found = findSend();
    if (found && socket._write === _write && socket._unrefTimer === _unrefTimer) {
      this._bytes = bytes;
      this._sockets.add(socket);
    } else {
      this.flush();
      write(socket, bytes);
    }
  }

  flush() {
    const { size } = this._sockets;
    if (size === 0) return;
    const sockets = [...this._sockets];
    this._sockets.clear();
    if (found && size > 1) sendAll(found, sockets, this._bytes);
    else write(sockets[0], this._bytes);
  }
}

/**
 * What a socket does not take, and whatever is wrong with it, is left to its stream.
 *
 * @param {Send} send
 * @param {any[]} sockets
 * @param {Buffer} bytes
 */
function sendAll(send, sockets, bytes) {
  const taken = new Int32Array(sockets.length);
  for (let i = 0; i < taken.length; i++) taken[i] = descriptorOf(sockets[i]);
  const lacking = send(taken, bytes);
  for (let i = 0; i < taken.length; i++) sockets[i]._unrefTimer();
  if (lacking === 0) return;
  if (lacking === undefined) taken.fill(0);
  for (let i = 0; i < taken.length; i++) if (taken[i] < bytes.length) write(sockets[i], bytes.subarray(taken[i]));
}

/**
 * For use at once: when the socket is closed, the system gives it to another.
 *
 * @param {any} socket
 * @returns {number} -1: it has none
 */
function descriptorOf({ _handle: handle }) {
  const { fd = -1 } = handle || {};
  return fd;
}

module.exports = Batch;
