'use strict';

const { setImmediate } = require('timers');
const { reasonOf, endOf, ECANCELED } = require('./reasons');

/**
 * Carries the connections of one session of the addon by TLS, one at a time:
 * C says where to and what to send, and gets what is read in a buffer that both
 * sides share. src/node/porter.h and src/net/tunnel.h describe how they talk.
 *
 * C is in the midst of its work when it calls, and may not be called back then;
 * what it asks for is done in a turn of its own. A connection that C has closed
 * tells nothing more.
 *
 * @typedef {import('tls').TLSSocket} TLSSocket
 * @typedef {import('../native').Native} Native
 * @typedef {import('./reasons').Reason} Reason
 */

/** What C asks for. */
const OPEN = 0;
const WRITE = 1;
const CLOSE = 2;

/** What it is told. */
const OPENED = 0;
const PROVEN = 1;
const TAKEN = 2;
const ENDED = 3;

/** A record of TLS has at most a quarter of it. */
const INPUT = 65536;
/** As for a plain connection, in ms. */
const KEEPALIVE = 15000;

class Tunnels {
  /**
   * @param {Native} native
   * @param {{ tls: import('./tls'), host: string, noDelay: boolean }} options whose host is what the certificate must name
   */
  constructor(native, { tls, host, noDelay }) {
    this.input = Buffer.allocUnsafeSlow(INPUT);
    this.carry = this._carry.bind(this);
    /** @type {object | null} set before C may call */
    this.session = null;
    this._native = native;
    this._tls = tls;
    this._host = host;
    this._noDelay = noDelay;
    /** The connection that C has now; less than 0: none. */
    this._id = -1;
    /** @type {TLSSocket | null} */
    this._socket = null;
    this._proven = false;
    /** @type {NodeJS.Immediate | undefined} what C has asked for and is not done yet */
    this._soon = undefined;
  }

  /**
   * @param {number} what
   * @param {number} id
   * @param {any} [first]
   * @param {number} [port]
   */
  _carry(what, id, first, port) {
    if (what === CLOSE) return this._close();
    if (what === OPEN) this._id = id;
    this._soon = setImmediate(() => {
      if (what === OPEN) this._open(id, first, /** @type {number} */ (port));
      if (what === WRITE) this._write(id, first);
    });
  }

  /** @type {(id: number, address: string, port: number) => void} */
  _open(id, address, port) {
    const onread = {
      buffer: this.input,
      callback: (/** @type {number} */ count) => {
        if (id === this._id) this._feed(id, count);
        return true;
      },
    };
    try {
      this._socket = this._tls.connect(this._host, port, { host: address, onread });
    } catch (error) {
      // A file that cannot be read, say: as if the other side had let us down.
      this._tell(id, OPENED);
      return this._end(id, { status: ECANCELED, words: error.message, fatal: false });
    }
    this._socket.setNoDelay(this._noDelay).setKeepAlive(true, KEEPALIVE);
    this._listen(id, this._socket);
  }

  /** @type {(id: number, socket: TLSSocket) => void} */
  _listen(id, socket) {
    socket.once('connect', () => this._tell(id, OPENED));
    // Only where Node is older than `onread` for TLS: before 14.18.
    socket.on('data', (chunk) => this._feedAll(id, chunk));
    socket.once('accepted', () => this._accepted(id));
    socket.on('error', (error) => this._end(id, reasonOf(error, this._proven)));
    socket.once('close', () => this._end(id, endOf(this._proven)));
  }

  /** @param {number} id */
  _accepted(id) {
    if (id === this._id) this._proven = true;
    this._tell(id, PROVEN);
  }

  /** @type {(id: number, count: number) => void} */
  _feed(id, count) {
    this._native.feed(/** @type {object} */ (this.session), id, count);
  }

  /** @type {(id: number, chunk: Buffer) => void} */
  _feedAll(id, chunk) {
    for (let from = 0; from < chunk.length && id === this._id; from += INPUT) {
      this._feed(id, chunk.copy(this.input, 0, from, from + INPUT));
    }
  }

  /** @type {(id: number, bytes: Buffer) => void} */
  _write(id, bytes) {
    /** @type {TLSSocket} */ (this._socket).write(bytes, (error) => {
      if (!error) this._tell(id, TAKEN);
    });
  }

  _close() {
    const socket = this._socket;
    clearImmediate(this._soon);
    this._id = -1;
    this._socket = null;
    this._proven = false;
    if (socket) socket.destroy();
  }

  /** @type {(id: number, reason: Reason) => void} */
  _end(id, { status, words, fatal }) {
    this._tell(id, ENDED, status, words, fatal);
  }

  /** @type {(id: number, word: number, status?: number, words?: string, fatal?: boolean) => void} */
  _tell(id, word, status = 0, words = '', fatal = false) {
    if (id === this._id) this._native.tell(/** @type {object} */ (this.session), id, word, status, words, fatal);
  }
}

/**
 * @param {Native} native
 * @param {any} options of a session
 * @returns {{ carry?: Tunnels['carry'], input?: Uint8Array, session: object | null }} what `open` takes; without TLS nothing
 */
function tunnelsOf(native, options) {
  return options.tls ? new Tunnels(native, options) : { session: null };
}

module.exports = tunnelsOf;
