'use strict';

/**
 * What must keep its order: all calls with one master, or those of one slot.
 * Without I/O and without time.
 *
 * A lane is open, and calls go straight to its node, or it is shut, and calls
 * wait. It is shut while nobody is its node, while somebody holds it, and while
 * it gathers: after it was pointed to another node, and after a call has come
 * back from where it was not executed. Then all that was given away must come
 * back or be answered first; what was answered behind a call that came back does
 * not count, for it has overtaken that call. All calls may be executed twice.
 *
 * @typedef {object} Item a call, or that part of one which belongs to this lane
 * @property {number} number of the call: the order
 * @property {boolean} isOver nobody waits for it any more
 * @property {any} aside another node that it goes to next, unless the lane's node changes before
 * @property {string} key what it is about: order holds for each key
 */

class Lane {
  /** @param {any} [node] null: nobody knows */
  constructor(node = null) {
    this.node = node;
    /** How many are given away. */
    this.out = 0;
    this._holds = 0;
    this._gathers = false;
    /** Answers to calls behind this one do not count. */
    this._from = Infinity;
    /** @type {Item[]} in no order, all of them before those that wait */
    this._back = [];
    /** @type {Item[]} in order */
    this._waiting = [];
  }

  /** Whether calls go straight to the node. */
  get isOpen() {
    return this.node !== null && this._holds === 0 && !this._gathers;
  }

  /** Whether the next call would go straight to the node. */
  get isFree() {
    return this.isOpen && !this.hasWaiting;
  }

  /** Whether it may be forgotten: another with the same node would do the same. */
  get isIdle() {
    return this.out === 0 && this._holds === 0 && !this.hasWaiting;
  }

  /** Whether something waits in it. */
  get hasWaiting() {
    return this._waiting.length > 0 || this._back.length > 0;
  }

  /**
   * @param {Item} item a new one
   * @returns {boolean} true: it is to be given to the node at once; false: it waits for `due`
   */
  take(item) {
    const goes = this.isFree;
    if (goes) this.out++;
    else this._waiting.push(item);
    return goes;
  }

  /**
   * Its node has executed it, or refused it for good.
   *
   * @param {Item} item
   * @returns {boolean} whether that counts; else it has come back
   */
  answered(item) {
    const counts = !item.isOver && item.number < this._from;
    if (!counts) this._return(item);
    this._left();
    return counts;
  }

  /**
   * It was not executed, or nobody knows.
   *
   * @param {Item} item
   */
  cameBack(item) {
    this._gathers = true;
    if (!item.isOver) this._from = Math.min(this._from, item.number);
    this._return(item);
    this._left();
  }

  /** One that was given away failed for good, and no other is concerned. */
  failed() {
    this._left();
  }

  /** @param {any} node null: nobody knows for now */
  point(node) {
    if (node === this.node) return;
    this.node = node;
    this._gathers = this.out > 0;
    for (const item of this._back.concat(this._waiting)) item.aside = null;
  }

  /** Nothing goes out until it is released as often, and what is answered meanwhile does not count. */
  hold() {
    this._holds++;
    this._gathers = this.out > 0;
    this._from = this._gathers ? -1 : Infinity;
  }

  /** Nothing goes out until it is released as often. */
  pause() {
    this._holds++;
  }

  release() {
    this._holds--;
  }

  /**
   * To be asked after whatever may have opened the lane.
   *
   * @returns {any[]} those that are to be given to the node at once, in order
   */
  due() {
    if (!this.isOpen || !this.hasWaiting) return NONE;
    const items = this._queue();
    const due = items.some(({ aside }) => aside !== null) ? this._apart(items) : items;
    this._back = [];
    if (due === items) this._waiting = [];
    this.out += due.length;
    return due;
  }

  /**
   * Some go to another node. What is about the same keys waits for them, and so does
   * whatever comes later: two nodes answer in any order.
   *
   * @param {Item[]} items
   */
  _apart(items) {
    /** @type {Map<string, any>} where the calls for a key go */
    const ways = new Map();
    /** @type {Item[]} */
    const due = [];
    this._waiting = [];
    for (const item of items) {
      const { key } = item;
      if (!ways.has(key)) ways.set(key, item.aside);
      else if (ways.get(key) !== item.aside) ways.set(key, WAITS);
      (ways.get(key) === WAITS ? this._waiting : due).push(item);
    }
    this._gathers = true;
    return due;
  }

  /** Those that are over are forgotten, when there may be some. */
  trim() {
    this._back = this._back.filter((item) => !item.isOver);
    const first = this._waiting.findIndex((item) => !item.isOver);
    this._waiting = first < 0 ? [] : this._waiting.slice(first);
  }

  _queue() {
    const back = this._back.sort((a, b) => a.number - b.number);
    return back.concat(this._waiting).filter((item) => !item.isOver);
  }

  /** @param {Item} item */
  _return(item) {
    if (!item.isOver) this._back.push(item);
  }

  _left() {
    if (--this.out > 0) return;
    this._gathers = false;
    this._from = Infinity;
  }
}

/** @type {any[]} */
const NONE = [];

/** Where calls go behind one that waits for another to be answered. */
const WAITS = Symbol('nowhere yet');

module.exports = Lane;
