'use strict';

const dns = require('dns');
const net = require('net');

/**
 * One connection to a host: its name is resolved anew, and all its addresses
 * are tried in turn.
 *
 * @typedef {{ cancel: () => void }} Dialling
 * @typedef {(error: any, socket: net.Socket | null) => void} Dialled
 */

/**
 * There is no time limit here: whoever has waited long enough cancels.
 *
 * @param {{ host: string, port: number, tls: import('../options').Tls | null }} where
 * @param {Dialled} cb once, later: a socket that is connected, and verified if it speaks TLS, is
 *   the caller's; else the error of the last address
 * @returns {Dialling}
 */
function dial(where, cb) {
  /** @type {net.Socket | null} */
  let socket = null;
  let over = false;
  /** @type {Dialled} */
  const end = (error, connected) => {
    if (!over) cb(error, connected);
    over = true;
  };
  /** @param {any[]} addresses */
  const attempt = ([first, ...rest]) => {
    if (over) return;
    socket = connect(where, first, (error) => {
      if (!error) end(null, socket);
      else if (rest.length === 0) end(error, null);
      else attempt(rest);
    }, end);
  };
  lookUp(where.host, (error, addresses) => (error ? end(error, null) : attempt(addresses)));
  return {
    cancel() {
      over = true;
      if (socket) socket.destroy();
    },
  };
}

/** @type {(where: any, to: any, cb: (error: any) => void, fail: Dialled) => net.Socket | null} */
function connect({ host, port, tls }, { address }, cb, fail) {
  let socket;
  try {
    socket = tls ? tls.connect(host, port, { host: address }) : net.connect({ host: address, port });
  } catch (error) {
    fail(error, null); // a file that cannot be read, for one
    return null;
  }
  let told = false;
  /** @param {any} error */
  const tell = (error) => {
    if (!told) cb(error);
    told = true;
  };
  // There is always somebody who listens: an error may come at any time.
  socket.on('error', (/** @type {any} */ error) => tell(error));
  socket.once('close', () => tell(Object.assign(new Error('closed by the other side'), { code: 'ECONNRESET' })));
  socket.once(tls ? 'accepted' : 'connect', () => tell(null));
  return socket;
}

/** @type {Map<string, ((error: any, addresses: any) => void)[]>} who waits for the addresses of a host */
const lookups = new Map();

/**
 * One for each host at a time: a lookup cannot be cancelled, and takes one of few threads.
 *
 * @type {(host: string, cb: (error: any, addresses: any) => void) => void}
 */
function lookUp(host, cb) {
  const others = lookups.get(host);
  if (others) {
    others.push(cb);
    return;
  }
  const all = [cb];
  lookups.set(host, all);
  dns.lookup(host, { all: true }, (error, addresses) => {
    lookups.delete(host);
    for (const one of all) one(error, addresses);
  });
}

module.exports = dial;
