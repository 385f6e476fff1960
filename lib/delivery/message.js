'use strict';

/** The opcode of a binary message. */
const BINARY = 2;

/**
 * A message on its way to many sessions: what Pomelo makes of it for each of
 * them is made once, by Pomelo's own functions, when the first session needs it.
 */
class Message {
  /** @param {any} msg encoded */
  constructor(msg) {
    this.msg = msg;
    /** @type {Buffer | null} */
    this._package = null;
    /** @type {Buffer | null} */
    this._frame = null;
  }

  /**
   * @param {any} socket any of Pomelo's HybridSockets
   * @returns {Buffer} Pomelo's package
   */
  package(socket) {
    if (!this._package) this._package = made((take) => socket.send.call({ sendRaw: take }, this.msg));
    return this._package;
  }

  /**
   * @param {any} socket any of Pomelo's HybridSockets with a websocket
   * @returns {Buffer} the package in a websocket frame, uncompressed and, as servers send, not masked
   */
  frame(socket) {
    if (!this._frame) {
      const { frameAndSend } = socket.socket._sender;
      this._frame = made((take) => frameAndSend.call({ _socket: { write: take } }, BINARY, this.package(socket), true, false, false));
    }
    return this._frame;
  }
}

/**
 * @param {(take: (chunk: Buffer) => void) => void} make gives it in one piece or several
 * @returns {Buffer}
 */
function made(make) {
  /** @type {Buffer[]} */
  const chunks = [];
  make((chunk) => chunks.push(chunk));
  return Buffer.concat(chunks);
}

module.exports = Message;
