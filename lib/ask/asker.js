'use strict';

const { after } = require('../deadline');
const { plainError } = require('../error');
const { show } = require('../options/addresses');
const { reasonOf } = require('../tls/reasons');
const dial = require('./dial');
const encode = require('./encode');
const Reader = require('./reader');

/**
 * Questions about a topology: one connection to a Sentinel or a Redis, for a few
 * small questions and for the messages of channels. What is asked before it is
 * connected waits.
 *
 * It is over after the first failure, and then fails all that is asked. It never
 * tries again: whoever asks makes a new one. Errors name the server.
 *
 * @typedef {object} Target
 * @property {string} host
 * @property {number} port
 * @property {string | null} username
 * @property {import('../secret') | null} password
 * @property {import('../options').Tls | null} tls
 * @property {number} [most] bytes of an answer
 *
 * @typedef {(error: any, reply?: any) => void} Answer code of errors: EREPLY the server refuses,
 *   ETIMEDOUT, ECONNLOST, EPROTOCOL, ESTOPPED by close, or that of the connection's failure
 *
 * @typedef {object} Events
 * @property {(channel: string, text: string) => void} [onMessage]
 * @property {(error: Error) => void} [onEnd] it is over, and not by close; behind the answers
 */

class Asker {
  /**
   * @param {Target} target
   * @param {Events} [events]
   */
  constructor(target, events = {}) {
    this.where = show(target);
    this._events = events;
    this._isTls = target.tls !== null;
    /** @type {any} why it is over */
    this._error = null;
    /** @type {import('net').Socket | null} */
    this._socket = null;
    /** @type {Buffer[]} what waits for the connection */
    this._unsent = [];
    /** @type {{ cb: Answer, deadline: import('../deadline').Deadline }[]} in the order of the questions */
    this._waiting = [];
    this._reader = new Reader((reply) => this._onReply(reply), target.most);
    this._login = loginOf(target);
    this._dialling = dial(target, (error, socket) => (socket ? this._onConnected(socket) : this._fail(this._fault(error))));
  }

  /** Whether it has failed, or was closed. */
  get isOver() {
    return this._error !== null;
  }

  /**
   * @param {string[]} args
   * @param {number} ms for the answer, connecting included; who waited longer ends the connection
   * @param {Answer} cb once, never from inside
   */
  ask(args, ms, cb) {
    if (this._error) return setImmediate(cb, this._error);
    const deadline = after(ms, () => this._fail(this._timeout(ms)));
    this._waiting.push({ cb, deadline });
    this._write(encode(args));
  }

  /** Nothing is told any more but to those that wait: ESTOPPED. */
  close() {
    this._events = {};
    if (!this._error) this._fail(plainError('ESTOPPED', `no longer asking ${this.where}`), setImmediate);
  }

  /** @param {Buffer} bytes */
  _write(bytes) {
    if (this._socket) this._socket.write(bytes);
    else this._unsent.push(bytes);
  }

  /** @param {import('net').Socket} socket */
  _onConnected(socket) {
    this._socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this._onData(chunk));
    socket.on('error', (error) => this._fail(this._fault(error)));
    socket.once('close', () => this._fail(this._fault(new Error('closed by the other side'))));
    const login = this._login ? [encode(this._login())] : [];
    // In one piece: the second could meet a connection that is closed already, and hide why.
    socket.write(Buffer.concat([...login, ...this._unsent.splice(0)]));
  }

  /** @param {Buffer} chunk */
  _onData(chunk) {
    try {
      if (!this._error) this._reader.feed(chunk);
    } catch (error) {
      this._fail(plainError('EPROTOCOL', `what answers at ${this.where} does not speak as Redis: ${error.message}`));
    }
  }

  /** @param {any} reply */
  _onReply(reply) {
    if (this._error) return;
    if (this._login) return this._onLogin(reply);
    if (isMessage(reply)) return this._onMessage(reply[1], reply[2]);
    const question = this._waiting.shift();
    if (!question) return this._fail(plainError('EPROTOCOL', `${this.where} answers what was not asked`));
    question.deadline.cancel();
    if (reply instanceof Error) question.cb(named(reply, this.where));
    else question.cb(null, reply);
  }

  /** @param {any} reply to AUTH; a password too many does no harm */
  _onLogin(reply) {
    this._login = null;
    const superfluous = reply instanceof Error && /no password is set|without any password configured/.test(reply.message);
    if (reply instanceof Error && !superfluous) this._fail(named(reply, this.where));
  }

  /** @type {(channel: string, text: string) => void} */
  _onMessage(channel, text) {
    if (this._events.onMessage) this._events.onMessage(channel, text);
  }

  /**
   * @param {any} error
   * @param {(run: () => void) => void} [run] when those who wait are told
   */
  _fail(error, run = (now) => now()) {
    if (this._error) return;
    this._error = error;
    this._dialling.cancel();
    const waiting = this._waiting.splice(0);
    this._events = { onEnd: this._events.onEnd };
    this._unsent = [];
    for (const { deadline } of waiting) deadline.cancel();
    run(() => {
      for (const { cb } of waiting) cb(error);
      const { onEnd } = this._events; // none, when one of those has closed it
      if (onEnd) onEnd(error);
    });
  }

  /** @param {any} error of Node: of the network, or of TLS; `fatal`: the other side is not to be trusted */
  _fault(error) {
    const { words, fatal } = this._isTls ? reasonOf(error, this._socket !== null) : { words: '', fatal: false };
    const code = words ? 'ETLS' : codeOf(error, this._socket !== null);
    return plainError(code, `cannot ask ${this.where}: ${words || error.message}`, fatal ? { fatal } : {});
  }

  /** @param {number} ms */
  _timeout(ms) {
    const noHandshake = `cannot ask ${this.where}: no TLS handshake within ${ms} ms; does this port speak TLS?`;
    return plainError('ETIMEDOUT', this._isTls && !this._socket ? noHandshake : `no answer from ${this.where} within ${ms} ms`);
  }
}

/** As with one Redis. @param {any} error of Node @param {boolean} isOpen @returns {string} */
function codeOf({ code }, isOpen) {
  if (/^EAI_|^ENOTFOUND$/.test(code)) return 'ENOTFOUND';
  if (isOpen || !code || code === 'ECONNRESET' || code === 'EPIPE') return 'ECONNLOST';
  return code === 'ETIMEDOUT' ? code : 'ECONNREFUSED';
}

/**
 * The password leaves its secret only when it is sent.
 *
 * @param {Target} target
 */
function loginOf({ username, password }) {
  if (!password) return null;
  return () => ['AUTH', ...username ? [username] : [], password.reveal()];
}

/** @param {any} reply */
function isMessage(reply) {
  return Array.isArray(reply) && reply.length === 3 && reply[0] === 'message' && reply.every((part) => typeof part === 'string');
}

/**
 * Who does not know AUTH repeats the password.
 *
 * @type {(error: any, where: string) => Error}
 */
function named(error, where) {
  return plainError('EREPLY', `${where} refuses: ${error.message.split(', with args ')[0]}`, { reply: error.reply });
}

module.exports = Asker;
