'use strict';

// A TCP proxy on the loopback that misbehaves on demand: what a network may do to a connection, at a chosen moment.

const net = require('net');
const { once } = require('events');

module.exports = { startProxy };

/**
 * `up` is towards the server, `down` towards the client.
 *
 * @typedef {'up' | 'down'} Direction
 * @typedef {{client: net.Socket, server: net.Socket | null}} Pair
 */

/**
 * @param {{port: number, host?: string, listenPort?: number}} target the server; listenPort: of the proxy, else a free one
 * @returns {Promise<Proxy>}
 */
async function startProxy(target) {
  const proxy = new Proxy(target);
  await proxy.listen(target.listenPort || 0);
  return proxy;
}

class Proxy {
  /** @param {{port: number, host?: string}} target */
  constructor(target) {
    this.target = { host: target.host || '127.0.0.1', port: target.port };
    this.host = '127.0.0.1';
    this.port = 0;
    /** Connections accepted so far. */
    this.accepted = 0;
    /** Bytes forwarded so far. */
    this.bytes = { up: 0, down: 0 };
    /** @type {Set<Pair>} */
    this.pairs = new Set();
    this.swallowing = false;
    this.delay = 0;
    this.paused = { up: false, down: false };
    /** @type {{up: number, down: number}} what may still pass before the connection is cut */
    this.allowance = { up: Infinity, down: Infinity };
    /** @type {net.Server | null} */
    this.server = null;
  }

  /** Connections open at the moment. */
  get open() {
    return this.pairs.size;
  }

  /** @param {number} port */
  async listen(port) {
    const server = net.createServer(client => this.accept(client)).listen(port, this.host);
    this.server = server;
    await once(server, 'listening');
    this.port = /** @type {net.AddressInfo} */ (server.address()).port;
  }

  /** From now on connections are refused; those that are open stay. */
  async refuse() {
    if (!this.server) return;
    const closed = this.server;
    this.server = null;
    // Its close event waits for the connections to end, but its port is free at once.
    closed.close();
  }

  /** Accepts connections again, on the same port. */
  async admit() {
    if (!this.server) await this.listen(this.port);
  }

  /** From now on connections are accepted, but nothing comes or goes on them. @param {boolean} [on] */
  swallow(on = true) {
    this.swallowing = on;
  }

  /** Bytes wait in this direction, on all connections, until `resume`. @param {Direction} direction */
  pause(direction) {
    this.paused[direction] = true;
    for (const pair of this.pairs) source(pair, direction)?.pause();
  }

  /** @param {Direction} direction */
  resume(direction) {
    this.paused[direction] = false;
    for (const pair of this.pairs) source(pair, direction)?.resume();
  }

  /** From now on everything is forwarded this much later. @param {number} ms */
  latency(ms) {
    this.delay = ms;
  }

  /**
   * Lets n more bytes pass in a direction, then ends that connection; those after it are free again.
   *
   * @param {Direction} direction
   * @param {number} n
   */
  cutAfterBytes(direction, n) {
    this.allowance[direction] = n;
  }

  /** Ends all connections, towards both sides. @param {'FIN' | 'RST'} [how] */
  cut(how = 'FIN') {
    for (const pair of this.pairs) this.end(pair, how);
  }

  async close() {
    const server = this.server;
    this.cut('RST');
    if (!server) return;
    this.server = null;
    server.close();
    await once(server, 'close');
  }

  /** @param {net.Socket} client */
  accept(client) {
    this.accepted++;
    /** @type {Pair} */
    const pair = { client, server: null };
    this.pairs.add(pair);
    client.on('error', () => this.end(pair, 'RST')).on('close', () => this.end(pair, 'FIN'));
    if (this.swallowing) return client.resume();
    pair.server = net.connect(this.target);
    pair.server.on('error', () => this.end(pair, 'RST')).on('close', () => this.end(pair, 'FIN'));
    this.forward(pair, 'up');
    this.forward(pair, 'down');
  }

  /** @param {Pair} pair @param {Direction} direction */
  forward(pair, direction) {
    const from = /** @type {net.Socket} */ (source(pair, direction));
    from.setNoDelay(true);
    /** @type {{chunk: Buffer, at: number}[]} what is delayed; nothing overtakes it */
    const late = [];
    const pump = () => {
      while (late.length && late[0].at <= performance.now()) this.pass(pair, direction, late.splice(0, 1)[0].chunk);
      if (late.length) setTimeout(pump, Math.ceil(late[0].at - performance.now()));
    };
    from.on('data', chunk => {
      const waiting = late.length > 0;
      if (!this.delay && !waiting) return this.pass(pair, direction, chunk);
      late.push({ chunk, at: performance.now() + this.delay });
      if (!waiting) setTimeout(pump, this.delay);
    });
    if (this.paused[direction]) from.pause();
  }

  /** @param {Pair} pair @param {Direction} direction @param {Buffer} chunk */
  pass(pair, direction, chunk) {
    const to = direction === 'up' ? pair.server : pair.client;
    if (!to || to.destroyed) return;
    const fits = chunk.subarray(0, this.allowance[direction]);
    this.bytes[direction] += fits.length;
    this.allowance[direction] -= fits.length;
    to.write(fits);
    if (this.allowance[direction] > 0) return;
    this.allowance[direction] = Infinity;
    this.end(pair, 'FIN');
  }

  /** @param {Pair} pair @param {'FIN' | 'RST'} how */
  end(pair, how) {
    if (!this.pairs.delete(pair)) return;
    for (const socket of [pair.client, pair.server]) {
      if (!socket || socket.destroyed) continue;
      if (how === 'RST') socket.resetAndDestroy();
      else socket.destroySoon();
    }
  }
}

/** @param {Pair} pair @param {Direction} direction */
function source(pair, direction) {
  return direction === 'up' ? pair.client : pair.server;
}
