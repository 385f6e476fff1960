'use strict';

// What can be seen of a socket: whether it is quick, and each write that its handle is asked for.

const METHODS = ['writev', 'writeBuffer', 'writeUtf8String', 'writeLatin1String', 'writeAsciiString', 'writeUcs2String'];

module.exports = { METHODS, isNoDelay, connectionsOf, mailboxesOf, countWrites };

/** @param {any} socket @returns {boolean} what Node has set, or will set once it is connected */
function isNoDelay(socket) {
  const symbol = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'kSetNoDelay');
  if (!symbol) throw new Error('this Node keeps it elsewhere');
  return socket[symbol] === true;
}

/** @param {any} app @returns {boolean[]} of each connection to its acceptor, whether it is quick */
function connectionsOf(app) {
  const { sockets } = app.components.__remote__.remote.acceptor;
  return Object.values(sockets).map(({ stream }) => isNoDelay(stream) && Object.hasOwn(stream, 'write'));
}

/** @param {any} app @returns {Record<string, boolean>} of each of its mailboxes, whether it is quick */
function mailboxesOf(app) {
  const { mailboxes } = app.components.__proxy__.client._station;
  return Object.fromEntries(Object.entries(mailboxes).map(([id, { socket: { stream } }]) =>
    [id, isNoDelay(stream) && Object.hasOwn(stream, 'write')]));
}

/**
 * @param {any} socket connected
 * @returns {number[]} how many pieces each write has, as they happen
 */
function countWrites(socket) {
  const writes = [];
  const handle = socket._handle;
  for (const method of METHODS) {
    const original = handle[method];
    handle[method] = function (req, data, allBuffers) {
      writes.push(Array.isArray(data) ? data.length / (allBuffers ? 1 : 2) : 1);
      return original.call(this, req, data, allBuffers);
    };
  }
  return writes;
}
