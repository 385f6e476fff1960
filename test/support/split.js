'use strict';

// Nodes of a cluster, each on an address of its own, that can be cut off from one another: a proxy before each one's
// cluster bus sees by the address of whoever comes which pair that is. Clients are not cut off.

const net = require('net');
const { once } = require('events');
const { freePort } = require('./redis');

module.exports = { startBuses };

/** @param {number} count @returns {Promise<Buses>} */
async function startBuses(count) {
  const buses = new Buses();
  for (let i = 0; i < count; i++) await buses.add('127.0.0.' + (11 + i));
  return buses;
}

class Buses {
  constructor() {
    /** For startCluster, in the order of its nodes. @type {import('./cluster').Place[]} */
    this.places = [];
    /** @type {net.Server[]} */
    this.servers = [];
    /** @type {Set<{from: string, to: string, sockets: net.Socket[]}>} */
    this.pairs = new Set();
    /** Hosts that hear one another, and nobody else. @type {Set<string>} */
    this.island = new Set();
  }

  /** @param {string} host */
  async add(host) {
    const bus = await freePort();
    const server = net.createServer(socket => this.accept(socket, host, bus)).listen(0, host);
    await once(server, 'listening');
    this.servers.push(server);
    this.places.push({ host, bus, announced: /** @type {net.AddressInfo} */ (server.address()).port });
  }

  /** @param {net.Socket} socket @param {string} to @param {number} bus */
  accept(socket, to, bus) {
    const from = String(socket.remoteAddress);
    if (this.isCut(from, to)) return socket.destroy();
    const server = net.connect(bus, to);
    const pair = { from, to, sockets: [socket, server] };
    this.pairs.add(pair);
    socket.pipe(server).pipe(socket);
    for (const each of pair.sockets) each.on('error', () => each.destroy()).on('close', () => this.end(pair));
  }

  /** @param {{sockets: net.Socket[]}} pair */
  end(pair) {
    this.pairs.delete(/** @type {any} */ (pair));
    for (const each of pair.sockets) each.destroy();
  }

  /** @param {string} from @param {string} to */
  isCut(from, to) {
    return this.island.has(from) !== this.island.has(to);
  }

  /** These hear one another from now on, and nobody else. @param {string[]} hosts none: all hear all */
  split(hosts) {
    this.island = new Set(hosts);
    for (const pair of this.pairs) if (this.isCut(pair.from, pair.to)) this.end(pair);
  }

  stop() {
    for (const server of this.servers) server.close();
    for (const pair of this.pairs) this.end(pair);
  }
}
