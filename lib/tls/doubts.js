'use strict';

/**
 * Servers that may not have accepted us.
 *
 * With TLS 1.3 our side is through first, and the other may still refuse us.
 * What is sent meanwhile may cost the connection before its reason is read. Who
 * closed one like that is given time the next time: for a session to be resumed,
 * which a server gives to those whom it has accepted.
 */

/** How long that is waited for, in ms: half of what a question to a Sentinel may take. */
const PATIENCE = 250;

class Doubts {
  constructor() {
    /** @type {Set<string>} */
    this._wary = new Set();
  }

  /**
   * The socket of a connection that begins now will emit 'accepted', once.
   *
   * @param {string} where
   * @param {import('tls').TLSSocket} socket
   */
  watch(where, socket) {
    let accepted = false;
    const accept = () => {
      if (accepted || socket.destroyed) return;
      accepted = true;
      socket.emit('accepted');
    };
    const doubt = () => {
      if (accepted && socket.bytesRead === 0) this._wary.add(where);
    };
    socket.once('secureConnect', () => {
      if (!this._wary.has(where) || socket.getProtocol() !== 'TLSv1.3') return accept();
      socket.once('session', accept);
      setTimeout(accept, PATIENCE).unref();
    });
    socket.once('end', doubt).on('error', doubt);
    socket.once('close', () => {
      if (socket.bytesRead > 0) this._wary.delete(where);
    });
  }
}

module.exports = Doubts;
