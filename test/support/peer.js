'use strict';

// A server that speaks as much Redis as a test wants: sane in the handshake, and otherwise whatever the test says.

const net = require('net');
const { once } = require('events');
const { Decoder } = require('./resp');

module.exports = { startPeer, handshake };

/**
 * Answers a command: with reply bytes, or with null to stay silent (or after writing to the socket itself).
 * undefined leaves the command to `handshake`.
 *
 * @typedef {(command: string[], socket: net.Socket, raw: Buffer[]) => Buffer | string | null | undefined} Answer
 */

/**
 * @param {Answer} [answer] asked first, for every command
 * @param {{port?: number, path?: string, host?: string}} [where] else a free port of 127.0.0.1
 * @returns {Promise<Peer>}
 */
async function startPeer(answer = () => undefined, where = {}) {
  const peer = new Peer(answer);
  await peer.listen(where);
  return peer;
}

/**
 * What a server of version 7 says to the commands of a client that introduces itself; +OK to anything else.
 *
 * @param {string[]} command
 * @param {number} id of the connection
 * @param {net.Socket} socket
 */
function handshake(command, id, socket) {
  const [name, second] = command.map(word => word.toUpperCase());
  if (name === 'PING') return '+PONG\r\n';
  if (name === 'UNLINK' && !second) return "-ERR wrong number of arguments for 'unlink' command\r\n";
  if (name !== 'CLIENT') return '+OK\r\n';
  if (second === 'ID') return ':' + id + '\r\n';
  if (second === 'KILL') return ':0\r\n';
  return second === 'INFO' ? bulk(clientInfo(id, socket)) : '+OK\r\n';
}

/** @param {number} id @param {net.Socket} socket */
function clientInfo(id, socket) {
  const addr = socket.remoteAddress + ':' + socket.remotePort;
  return 'id=' + id + ' addr=' + addr + ' laddr=' + socket.localAddress + ':' + socket.localPort +
    ' fd=8 name= age=0 idle=0 flags=N db=0 sub=0 psub=0 multi=-1 cmd=client|info user=default resp=2\n';
}

/** @param {string} text */
function bulk(text) {
  return '$' + Buffer.byteLength(text) + '\r\n' + text + '\r\n';
}

class Peer {
  /** @param {Answer} answer */
  constructor(answer) {
    /** May be replaced at any time. */
    this.answer = answer;
    this.host = '127.0.0.1';
    this.port = 0;
    /** Connections accepted so far; the last one's id. */
    this.accepted = 0;
    /** @type {Set<net.Socket>} those that are open */
    this.sockets = new Set();
    /** @type {Array<{command: string[], connection: number}>} all that was asked, in order */
    this.seen = [];
    this.server = net.createServer(socket => this.serve(socket));
  }

  /** @param {{port?: number, path?: string, host?: string}} where */
  async listen(where) {
    this.server.listen(where.path ? { path: where.path } : { port: where.port || 0, host: where.host || this.host });
    await once(this.server, 'listening');
    const address = this.server.address();
    if (address && typeof address === 'object') this.port = address.port;
  }

  /** @param {net.Socket} socket */
  serve(socket) {
    const id = ++this.accepted;
    this.sockets.add(socket);
    socket.setNoDelay(true);
    const decoder = new Decoder(raw => this.reply(raw, socket, id));
    socket.on('data', chunk => decoder.write(chunk));
    // A reset is what some tests are about; the close that follows it is enough to know.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }

  /** @param {Buffer[]} raw @param {net.Socket} socket @param {number} id */
  reply(raw, socket, id) {
    const command = raw.map(word => word.toString());
    this.seen.push({ command, connection: id });
    const own = this.answer(command, socket, raw);
    const bytes = own === undefined ? handshake(command, id, socket) : own;
    if (bytes !== null && !socket.destroyed) socket.write(bytes);
  }

  /** The commands seen whose name is this one. @param {string} name */
  commands(name) {
    return this.seen.map(({ command }) => command).filter(([first]) => first.toUpperCase() === name);
  }

  /** Ends all connections. @param {'FIN' | 'RST'} [how] */
  cut(how = 'FIN') {
    for (const socket of this.sockets) {
      // Node loses the handle of one that is reset behind its end, and a process that waits for it never ends.
      if (how === 'FIN') socket.end();
      else if (socket.writableEnded) socket.destroy();
      else socket.resetAndDestroy();
    }
  }

  async close() {
    if (!this.server.listening) return;
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }
}
