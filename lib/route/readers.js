'use strict';

const { plainError } = require('../error');

/**
 * Who waits for a map of the cluster that was asked for since then, and not for
 * ever: each is told once.
 *
 * @typedef {{ since: number, cb: (error: any) => void, timer: NodeJS.Timeout }} Reader
 */
class Readers {
  /**
   * @param {string} where what errors call the cluster
   * @param {number} limit in ms
   */
  constructor(where, limit) {
    this._where = where;
    this._limit = limit;
    /** @type {Set<Reader>} */
    this._all = new Set();
    /** @type {any} why nobody had a map the last time */
    this._why = null;
  }

  get size() {
    return this._all.size;
  }

  /** @type {(since: number, cb: Reader['cb']) => void} */
  add(since, cb) {
    /** @type {Reader} */
    const reader = { since, cb, timer: setTimeout(() => this._tell(reader, this._tooLate()), this._limit) };
    this._all.add(reader);
  }

  /** @param {number} asked when the map was asked for that has come */
  came(asked) {
    this._why = null;
    for (const reader of [...this._all]) if (reader.since <= asked) this._tell(reader, null);
  }

  /** @param {any} error why nobody has one */
  none(error) {
    this._why = error;
  }

  /** Nobody is told any more. */
  stop() {
    for (const { timer } of this._all) clearTimeout(timer);
    this._all.clear();
  }

  /** @type {(reader: Reader, error: any) => void} */
  _tell(reader, error) {
    clearTimeout(reader.timer);
    this._all.delete(reader);
    reader.cb(error);
  }

  _tooLate() {
    const why = this._why ? `; ${this._why.message}` : '';
    return plainError('ETIMEDOUT', `no node of Redis at ${this._where} told within ${this._limit} ms which slots are whose${why}`);
  }
}

module.exports = Readers;
