'use strict';

const { EventEmitter, once } = require('node:events');
const { Package, Message } = require('pomelo-protocol');
const { SIZE, now } = require('../bytes');
const transports = require('./transports');

/** Of a package, in bytes. */
const HEAD = 4;
/** What a connector answers first. */
const OK = 200;

/**
 * One client. It notes what is wrong with the pushes that it gets: each has to come once, and in order.
 */
module.exports = class Client extends EventEmitter {
  /** @param {keyof typeof transports} kind @param {number} port */
  constructor(kind, port) {
    super();
    /** @type {Record<string, number>} by route */
    this.got = {};
    /** @type {string[]} */
    this.wrong = [];
    this.transport = transports[kind](port, (bytes) => [].concat(Package.decode(bytes)).forEach((one) => this._receive(one)));
    this.transport.closed.then((why) => this._fail(`closed: ${why}`));
    this.failed = new Promise((resolve, reject) => this.once('failed', reject));
    this.failed.catch(() => {});
  }

  /**
   * Connects, and logs in.
   *
   * @param {string | null} uid null: at a bare program, where there is nobody to do so
   */
  async enter(uid) {
    await this._until(this.transport.open);
    if (uid === null) return;
    if (!this.transport.isAsWanted()) this._fail('compression was not negotiated as it should be');
    this._send(Package.TYPE_HANDSHAKE, { sys: { type: 'bench', version: '1' }, user: {} });
    await this._until(once(this, 'handshake'));
    this.transport.send(Package.encode(Package.TYPE_HANDSHAKE_ACK));
    const login = Message.encode(1, Message.TYPE_REQUEST, false, 'connector.entryHandler.login', Buffer.from(JSON.stringify({ uid })));
    this.transport.send(Package.encode(Package.TYPE_DATA, login));
    await this._until(once(this, 'login'));
  }

  /** @param {Promise<unknown>} done */
  _until(done) {
    return Promise.race([done, this.failed]);
  }

  /** @param {string} why */
  _fail(why) {
    this.wrong.push(why);
    this.emit('failed', new Error(why));
  }

  /** @param {number} type @param {object} body */
  _send(type, body) {
    this.transport.send(Package.encode(type, Buffer.from(JSON.stringify(body))));
  }

  /** @param {{ type: number, body: Buffer }} one */
  _receive({ type, body }) {
    if (type === Package.TYPE_HANDSHAKE) this._answered('handshake', JSON.parse(body.toString()));
    if (type !== Package.TYPE_DATA) return;
    const message = Message.decode(body);
    const value = JSON.parse(message.body.toString());
    if (message.id) this._answered('login', value);
    else this._pushed(message.route, value, body.length);
  }

  /** @param {string} what @param {{ code: number }} answer */
  _answered(what, { code }) {
    if (code === OK) this.emit(what);
    else this._fail(`${what} was answered with ${code}`);
  }

  /** @param {string} route @param {import('../bytes').Body} body @param {number} length */
  _pushed(route, { seq, at }, length) {
    const took = now() - at;
    const expected = this.got[route] || 0;
    if (seq !== expected || length + HEAD !== SIZE) this.wrong.push(`${route}: ${seq} of ${length} bytes, expected ${expected}`);
    this.got[route] = expected + 1;
    this.emit('push', route, took);
  }
};
