'use strict';

// A Pomelo client on a real websocket, with as much of its protocol as the demo needs.

const { EventEmitter, once } = require('events');
const { Package, Message, strencode, strdecode } = require('pomelo-protocol');
const WebSocket = require('ws');

/**
 * Emits 'push' (route, body) and 'close'.
 */
module.exports = class Client extends EventEmitter {
  /** @param {string} host @param {number} port of a connector @param {boolean} [deflate] whether it asks for compression */
  constructor(host, port, deflate = false) {
    super();
    this.requests = 0;
    /** s from a heartbeat of the connector to ours. */
    this.rest = 0;
    /** @type {Map<number, {resolve: (body: any) => void, reject: (err: Error) => void}>} */
    this.waiting = new Map();
    this.socket = new WebSocket('ws://' + host + ':' + port, { perMessageDeflate: deflate });
    this.socket.on('open', () => this.send(Package.TYPE_HANDSHAKE, json({ sys: { type: 'demo', version: '1' }, user: {} })));
    this.socket.on('message', (/** @type {Buffer} */ data) => [].concat(Package.decode(data)).forEach(pkg => this.receive(pkg)));
    this.socket.on('error', (/** @type {Error} */ err) => this.emit('error', err));
    this.socket.on('close', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('the connection was closed'));
      this.emit('close');
    });
  }

  /** Resolves once requests may be sent. */
  async ready() {
    await once(this, 'ready');
  }

  /**
   * @param {string} route
   * @param {object} [body]
   * @returns {Promise<any>} the response; rejects when its code is not 200
   */
  async request(route, body = {}) {
    const id = ++this.requests;
    this.send(Package.TYPE_DATA, Message.encode(id, Message.TYPE_REQUEST, false, route, json(body)));
    const response = await new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    if (response.code !== 200) throw new Error(route + ': ' + JSON.stringify(response));
    return response;
  }

  close() {
    this.socket.terminate();
  }

  /** @param {number} type @param {Buffer} [body] */
  send(type, body) {
    this.socket.send(Package.encode(type, body));
  }

  /** @param {{type: number, body: Buffer}} pkg */
  receive(pkg) {
    if (pkg.type === Package.TYPE_HANDSHAKE) {
      // It gives up a client that is silent for twice the time that it names.
      this.rest = JSON.parse(strdecode(pkg.body)).sys.heartbeat;
      this.send(Package.TYPE_HANDSHAKE_ACK);
      this.emit('ready');
    }
    if (pkg.type === Package.TYPE_HEARTBEAT) setTimeout(() => this.send(Package.TYPE_HEARTBEAT), this.rest * 1000).unref();
    if (pkg.type === Package.TYPE_DATA) this.dispatch(Message.decode(pkg.body));
  }

  /** @param {{id: number, route: string, body: Buffer}} message */
  dispatch({ id, route, body }) {
    const value = JSON.parse(strdecode(body));
    if (!id) return this.emit('push', route, value);
    const request = this.waiting.get(id);
    this.waiting.delete(id);
    if (request) request.resolve(value);
  }
};

/** @param {object} value */
function json(value) {
  return strencode(JSON.stringify(value));
}
