'use strict';

const { makeError, plainError } = require('../error');

/**
 * Bytes in, replies of Redis out, however the bytes are cut, and whoever sent
 * them. Texts are strings, numbers numbers, an error of Redis is an Error with
 * code EREPLY, nil is null.
 *
 * For answers about a topology, which are short: what is longer or deeper than
 * those can be is no answer. A header's promise reserves nothing.
 */

/** Bytes of one reply, if nobody says otherwise. */
const MOST = 1024 * 1024;
/** Bytes of a line: a status, an error, a number or a header. */
const LINE = 4096;
/** Lists in lists; CLUSTER SLOTS has four. */
const DEPTH = 4;

const NUMBER = /^-?(0|[1-9]\d{0,15})$/;

class Reader {
  /**
   * @param {(reply: any) => void} onReply must not throw
   * @param {number} [most] bytes of one reply
   */
  constructor(onReply, most = MOST) {
    this._onReply = onReply;
    this._most = most;
    /** @type {Buffer[]} what is not read yet */
    this._chunks = [];
    this._held = 0;
    /** So many bytes must be there before it is worth while to look. */
    this._need = 1;
    /** Bytes of the reply that is being read. */
    this._size = 0;
    /** @type {{ left: number, items: any[] }[]} lists begun, outermost first */
    this._open = [];
  }

  /**
   * @param {Buffer} chunk
   * @throws {import('../error').CodedError} EPROTOCOL: this is not Redis, and no more can be read
   */
  feed(chunk) {
    this._chunks.push(chunk);
    this._held += chunk.length;
    if (this._held < this._need) return;
    const bytes = this._chunks.length === 1 ? chunk : Buffer.concat(this._chunks);
    let at = 0;
    this._need = 1;
    for (let end = this._step(bytes, at); end > at; end = this._step(bytes, at)) {
      this._count(end - at);
      at = end;
    }
    this._chunks = at < bytes.length ? [bytes.slice(at)] : [];
    this._held = bytes.length - at;
  }

  /** @param {number} length */
  _count(length) {
    this._size += length;
    if (this._size > this._most) throw strange(`a reply of more than ${this._most} bytes`);
    if (this._open.length === 0) this._size = 0;
  }

  /**
   * Reads one element.
   *
   * @param {Buffer} bytes
   * @param {number} at where it begins
   * @returns {number} where it ends; `at` when it is not all there
   */
  _step(bytes, at) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0 ? bytes.length - at > LINE : end - at > LINE) throw strange(`a line of more than ${LINE} bytes`);
    if (end < 0) return this._wait(bytes.length - at + 1, at);
    const line = bytes.toString('utf8', at + 1, end);
    const next = end + 2;
    switch (bytes[at]) {
      case 0x2b: return this._add(line, next);
      case 0x2d: return this._add(refusal(line), next);
      case 0x3a: return this._add(number(line), next);
      case 0x24: return this._text(number(line), { bytes, at, next });
      case 0x2a: return this._list(number(line), next);
      default: throw strange('a byte that begins no reply');
    }
  }

  /**
   * @param {number} bytes
   * @param {number} at
   */
  _wait(bytes, at) {
    this._need = bytes;
    return at;
  }

  /** @type {(length: number, place: { bytes: Buffer, at: number, next: number }) => number} */
  _text(length, { bytes, at, next }) {
    if (length === -1) return this._add(null, next);
    if (length < 0 || length > this._most) throw strange('a text without a proper length');
    const end = next + length;
    if (bytes.length < end + 2) return this._wait(end + 2 - at, at);
    if (bytes[end] !== 0x0d || bytes[end + 1] !== 0x0a) throw strange('a text that is longer than it says');
    return this._add(bytes.toString('utf8', next, end), end + 2);
  }

  /** @type {(length: number, next: number) => number} */
  _list(length, next) {
    if (length === -1) return this._add(null, next);
    if (length < 0 || length > this._most / 3) throw strange('a list without a proper length');
    if (length === 0) return this._add([], next);
    if (this._open.length === DEPTH) throw strange(`lists that are more than ${DEPTH} deep`);
    this._open.push({ left: length, items: [] });
    return next;
  }

  /** @type {(value: any, next: number) => number} */
  _add(value, next) {
    for (let whole = value; ;) {
      const list = this._open[this._open.length - 1];
      if (!list) return this._onReply(whole), next;
      list.items.push(whole);
      if (--list.left > 0) return next;
      this._open.pop();
      whole = list.items;
    }
  }
}

/** @param {string} text */
function number(text) {
  if (!NUMBER.test(text)) throw strange('a number that is none');
  return Number(text);
}

/** @param {string} text of an error of Redis */
function refusal(text) {
  const [word] = text.split(' ', 1);
  return plainError('EREPLY', text, { reply: /^[A-Z][A-Z0-9_-]*$/.test(word) ? word : 'ERR' });
}

/** @param {string} what */
function strange(what) {
  return makeError('EPROTOCOL', what);
}

module.exports = Reader;
