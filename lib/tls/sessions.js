'use strict';

const { createHash } = require('crypto');

/**
 * The TLS sessions of servers, one for each address, to be resumed: that saves
 * most of a handshake.
 *
 * Whoever resumes one does not look at certificates again. Therefore only one is
 * kept whose server was verified, and it is resumed only by who trusts and is
 * trusted by the very same texts, and expects the same name.
 */

/** Addresses, the oldest goes first. */
const MOST = 1024;

class Sessions {
  constructor() {
    /** @type {Map<string, { identity: string, session: Buffer }>} */
    this._kept = new Map();
  }

  /**
   * @param {string} where
   * @param {string} identity
   * @returns {Buffer | undefined}
   */
  find(where, identity) {
    const kept = this._kept.get(where);
    return kept && kept.identity === identity ? kept.session : undefined;
  }

  /**
   * Keeps what a connection that begins now is given to be resumed. A server may
   * give it before it is verified. One that was of no use is forgotten.
   *
   * @param {string} where
   * @param {string} identity
   * @param {import('tls').TLSSocket} socket
   */
  watch(where, identity, socket) {
    let verified = false;
    /** @type {Buffer | null} */
    let last = null;
    const keep = () => {
      if (verified && last) this._keep(where, { identity, session: last });
    };
    socket.on('session', (session) => {
      last = session;
      keep();
    });
    socket.once('secureConnect', () => {
      verified = true;
      keep();
    });
    socket.once('close', () => {
      if (!verified) this._kept.delete(where);
    });
  }

  /** @type {(where: string, kept: { identity: string, session: Buffer }) => void} */
  _keep(where, kept) {
    this._kept.delete(where);
    this._kept.set(where, kept);
    for (const oldest of this._kept.keys()) {
      if (this._kept.size <= MOST) break;
      this._kept.delete(oldest);
    }
  }
}

/**
 * One text for what two sides show each other; no key is in it.
 *
 * @param {string} name of the server
 * @param {Record<string, any>} files
 */
function identityOf(name, files) {
  return createHash('sha256').update(JSON.stringify([name, files])).digest('base64');
}

module.exports = { Sessions, identityOf };
