'use strict';

// The floor: a socket that sends the same bytes and counts what comes back. It makes no strings, and it knows beforehand
// how long each reply is.

const net = require('node:net');
const { once } = require('node:events');
const { keyOf, indexOf, entryOf } = require('../channel');

const BUFFER = 65536;
/** Bytes of the reply to SADD and SREM. */
const INTEGER = 4;
/** Replies after which the queue is shortened. */
const DONE = 4096;

/** @typedef {{ bytes: number, cb: (err: any) => void }} Reply */

class Floor {
  /**
   * @param {number} port
   * @param {import('../channel').Channel} channel
   */
  constructor(port, channel) {
    this._channel = channel;
    this._lengths = new Map(channel.sids.map((sid, i) => [sid, lengthOf(channel.uids(i))]));
    this._counts = channel.sids.map((_, i) => `:${channel.uids(i).length}\r\n`.length);
    this._out = '';
    /** @type {Reply[]} */
    this._waiting = [];
    this._first = 0;
    this._left = 0;
    this._flush = () => {
      this._socket.write(this._out, 'latin1');
      this._out = '';
    };
    const onread = { buffer: Buffer.allocUnsafe(BUFFER), callback: (/** @type {number} */ n) => this._count(n) };
    this._socket = net.connect({ host: '127.0.0.1', port, noDelay: true, onread });
  }

  connected() {
    return once(this._socket, 'connect');
  }

  /** @type {(verb: string, name: string, uid: string, sid: string, cb: Reply['cb']) => void} */
  write(verb, name, uid, sid, cb) {
    this._send(encode(verb, keyOf(name, sid), uid), INTEGER, cb);
  }

  /** @type {(name: string, sid: string, cb: Reply['cb']) => void} */
  members(name, sid, cb) {
    this._send(encode('SMEMBERS', keyOf(name, sid)), /** @type {number} */ (this._lengths.get(sid)), cb);
  }

  /** @type {(name: string, cb: Reply['cb']) => void} */
  whole(name, cb) {
    const { sids } = this._channel;
    sids.forEach((sid, i) => this.members(name, sid, i === sids.length - 1 ? cb : () => {}));
  }

  /**
   * Commands and the length of the reply to each.
   *
   * @param {[text: string, bytes: number][]} commands
   * @param {Reply['cb']} cb
   */
  all(commands, cb) {
    commands.forEach(([text, bytes], i) => this._send(text, bytes, i === commands.length - 1 ? cb : () => {}));
  }

  /** @type {(name: string, cb: Reply['cb']) => void} */
  count(name, cb) {
    const { sids } = this._channel;
    this.all(sids.map((sid, i) => [encode('SCARD', keyOf(name, sid)), this._counts[i]]), cb);
  }

  /** @type {(uid: string, sid: string, names: string[], cb: Reply['cb']) => void} */
  leaveAll(uid, sid, names, cb) {
    const entries = names.map((name) => entryOf(sid, name));
    /** @type {[string, number][]} */
    const leaves = names.map((name) => [encode('SREM', keyOf(name, sid), uid), INTEGER]);
    this._send(encode('SMEMBERS', indexOf(uid)), lengthOf(entries), () => {
      this.all([[encode('SREM', indexOf(uid), ...entries), `:${names.length}\r\n`.length], ...leaves], cb);
    });
  }

  close() {
    this._socket.destroy();
  }

  /** @type {(text: string, bytes: number, cb: Reply['cb']) => void} */
  _send(text, bytes, cb) {
    if (this._out === '') queueMicrotask(this._flush);
    this._out += text;
    if (this._waiting.length === this._first) this._left = bytes;
    this._waiting.push({ bytes, cb });
  }

  /** @param {number} n */
  _count(n) {
    while (n > 0) {
      if (this._first === this._waiting.length) throw new Error(`${n} bytes too many`);
      if (n < this._left) break;
      n -= this._left;
      const { cb } = this._waiting[this._first++];
      if (this._first < this._waiting.length) this._left = this._waiting[this._first].bytes;
      if (this._first === DONE) this._forget();
      cb(null);
    }
    this._left -= n;
    return true;
  }

  _forget() {
    this._waiting.splice(0, this._first);
    this._first = 0;
  }
}

/** @param {string[]} args */
function encode(...args) {
  let text = `*${args.length}\r\n`;
  for (const arg of args) text += `$${arg.length}\r\n${arg}\r\n`;
  return text;
}

/** @param {string[]} uids */
function lengthOf(uids) {
  return uids.reduce((sum, uid) => sum + `$${uid.length}\r\n${uid}\r\n`.length, `*${uids.length}\r\n`.length);
}

/** @type {import('./index').Open} */
module.exports = async ({ place: { ports: [port] }, channel }) => {
  const floor = new Floor(port, channel);
  await floor.connected();
  return {
    countsOnly: true,
    add: (name, uid, sid, cb) => floor.write('SADD', name, uid, sid, cb),
    leave: (name, uid, sid, cb) => floor.write('SREM', name, uid, sid, cb),
    members: (name, sid, cb) => floor.members(name, sid, cb),
    push: (name, cb) => floor.whole(name, cb),
    gather: (name, cb) => floor.whole(name, cb),
    join: (names, uid, sid, cb) => floor.all(names.map((name) => [encode('SADD', keyOf(name, sid), uid), INTEGER]), cb),
    count: (name, cb) => floor.count(name, cb),
    pushTo: (names, cb) => names.forEach((name, i) => floor.whole(name, i === names.length - 1 ? cb : () => {})),
    leaveAll: (uid, sid, names, cb) => floor.leaveAll(uid, sid, names, cb),
    close: async () => floor.close(),
  };
};
