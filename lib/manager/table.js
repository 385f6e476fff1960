'use strict';

const { plainError } = require('../error');
const { Lists, endOf } = require('./lists');
const replied = require('./replied');

/**
 * The calls that are under way in one session of the addon.
 *
 * C knows a call by its tag, a place in the table here, and hands outcomes over
 * in batches: numbers in `words`, the strings in a few texts, which are cut
 * here. src/node/emit.h describes the records.
 *
 * @typedef {import('./outcomes').Write} Write
 */

/** As in src/node/emit.h: those of a batch, and how often anything was read. */
const WORDS = 16384;
const HEARD = WORDS - 1;
const [DONE, STRINGS, END, FAILED, LIST_FAILED, ANEW, TEXT] = [0, 1, 2, 3, 4, 5, 6];

class Table {
  /**
   * @param {import('../native').Native} native
   * @param {boolean} inCluster
   */
  constructor(native, inCluster) {
    this.native = native;
    this.pending = 0;
    this.onIdle = () => {};
    this._inCluster = inCluster;
    this._words = new Uint32Array(WORDS);
    /** @type {Write[]} */
    this._calls = [];
    /** @type {number[]} */
    this._free = [];
    this._lists = NO_LISTS;
  }

  /** How often anything came from Redis, also what nobody here is told of: it counts on. */
  get heard() {
    return this._words[HEARD];
  }

  /**
   * @param {Write} call
   * @returns {number} its tag
   */
  _open(call) {
    const tag = this._free.length > 0 ? /** @type {number} */ (this._free.pop()) : this._calls.length;
    this._calls[tag] = call;
    this.pending++;
    return tag;
  }

  /** @type {(tag: number) => Write} */
  _close(tag) {
    const call = this._calls[tag];
    if (this._lists.tag === tag) this._lists = NO_LISTS;
    this._calls[tag] = NOBODY;
    this._free.push(tag);
    if (--this.pending === 0) this._rest();
    return call;
  }

  /** Nothing is pending. */
  _rest() {
    this.onIdle();
  }

  /** @type {(code: number, text: string, maybe: boolean) => import('../error').CodedError} */
  _error(code, text, maybe) {
    const name = this.native.codes[code];
    const error = plainError(name, text || name);
    if (name === 'EREPLY') replied(error, text, this._inCluster);
    if (maybe) error.maybeExecuted = true;
    return error;
  }

  /**
   * @param {number} count words of the batch
   * @param {string[]} texts
   */
  _receive(count, texts) {
    const words = this._words;
    let [text] = texts;
    let next = 1;
    let from = 0;
    for (let at = 0; at < count; ) {
      const call = this._calls[words[at]];
      const record = words[at + 1];
      if (record === DONE) {
        this._close(words[at]);
        call.done(words[at + 2]);
        at += 3;
      } else if (record === STRINGS) {
        const lists = this._listsOf(words[at]);
        const n = words[at + 4];
        from = lists.cut(words[at + 2], words[at + 3], text, from, words, at + 5, n);
        at += 5 + n;
      } else if (record === END) {
        const lists = this._listsOf(words[at]);
        this._close(words[at]);
        call.done(lists.end());
        at += 2;
      } else if (record === FAILED) {
        const message = text.substring(from, from = endOf(words[at + 4], text));
        this._close(words[at]);
        call.failed(this._error(words[at + 2], message, words[at + 3] === 1));
        at += 5;
      } else if (record === LIST_FAILED) {
        const message = text.substring(from, from = endOf(words[at + 4], text));
        const error = this._error(this.native.codes.indexOf('EREPLY'), message, words[at + 3] === 1);
        this._listsOf(words[at]).refused(words[at + 2], error);
        at += 5;
      } else if (record === ANEW) {
        this._lists = new Lists(words[at]);
        at += 2;
      } else if (record === TEXT) {
        text = texts[next++];
        from = 0;
        at += 2;
      }
    }
  }

  /**
   * Long lists come in parts, those of one call at a time.
   *
   * @param {number} tag
   */
  _listsOf(tag) {
    if (this._lists.tag !== tag) this._lists = new Lists(tag);
    return this._lists;
  }
}

const NO_LISTS = new Lists(-1);
const NOBODY = /** @type {any} */ (null);

module.exports = Table;
