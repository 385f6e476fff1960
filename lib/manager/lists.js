'use strict';

/**
 * A list is put together of parts of so many strings: young arrays, which cost
 * the garbage collector little. A huge one gets all its places at once, so that
 * there is no second copy of it in the end; but no more than 8 MiB of them at a
 * time, whatever is promised.
 */
const PART = 8192;
const HUGE = 1 << 18;
const HUGE_PART = 1 << 20;

/** The end of a string that is the rest of its text, as in src/node/emit.h. */
const TO_THE_END = 0xffffffff;

/**
 * The lists of strings that answer one call, as they are cut out of texts.
 *
 * Nothing here outlives the call: what has become old for the garbage
 * collector would keep its strings until the next full collection.
 */
class Lists {
  /** @param {number} tag of the call */
  constructor(tag) {
    this.tag = tag;
    /** @type {any[]} an Error in the place of a list that Redis refused */
    this._lists = [];
    this._index = -1;
    /** @type {string[]} what strings are put into */
    this._part = NOTHING;
    /** @type {string[][] | null} the parts before that one, of the same list */
    this._parts = null;
    /** How many strings the part still has to get. */
    this._left = 0;
  }

  /**
   * Cuts the next n strings of a list out of a text.
   *
   * @param {number} index of the list
   * @param {number} left how many strings of it are to come, these n counted
   * @param {string} text
   * @param {number} from where the first begins
   * @param {Uint32Array} words
   * @param {number} at where their ends are
   * @param {number} n
   * @returns {number} where the last ends
   */
  cut(index, left, text, from, words, at, n) {
    if (index !== this._index) this._next(index);
    if (this._left < n) return this._cutInTwo(index, left, text, from, words, at, n);
    const part = this._part;
    const place = part.length - this._left;
    for (let i = 0; i < n; i++) {
      const end = endOf(words[at + i], text);
      part[place + i] = text.substring(from, end);
      from = end;
    }
    this._left -= n;
    return from;
  }

  /**
   * Fills the part, and goes on in a new one.
   *
   * @type {Lists['cut']}
   */
  _cutInTwo(index, left, text, from, words, at, n) {
    const first = this._left;
    if (first > 0) from = this.cut(index, left, text, from, words, at, first);
    this._open(left - first);
    return this.cut(index, left - first, text, from, words, at + first, n - first);
  }

  /**
   * @param {number} index
   * @param {Error} error
   */
  refused(index, error) {
    this._lists[index] = error;
  }

  /** @returns {any[]} all lists; nothing in the place of an empty one */
  end() {
    this._next(-1);
    return this._lists;
  }

  /** @param {number} index */
  _next(index) {
    const { _part: part, _parts: parts } = this;
    if (this._index >= 0) this._lists[this._index] = parts ? parts[0].concat(...parts.slice(1), part) : part;
    this._index = index;
    this._part = NOTHING;
    this._parts = null;
  }

  /** @param {number} left */
  _open(left) {
    if (this._part !== NOTHING) {
      this._parts = this._parts || [];
      this._parts.push(this._part);
    }
    this._left = Math.min(left, left < HUGE ? PART : HUGE_PART);
    this._part = new Array(this._left);
  }
}

/** @type {string[]} */
const NOTHING = [];

/**
 * @param {number} end
 * @param {string} text
 */
function endOf(end, text) {
  return end === TO_THE_END ? text.length : end;
}

module.exports = { Lists, endOf };
