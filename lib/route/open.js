'use strict';

/**
 * The calls that are not answered yet, in the order in which they were made,
 * which is that of their deadlines.
 *
 * @typedef {import('./parts').RoutedCall} RoutedCall of which number, deadline, before and behind
 *   are written here
 */
class Open {
  constructor() {
    this.size = 0;
    /** @type {RoutedCall | null} */
    this.first = null;
    /** @type {RoutedCall | null} */
    this._last = null;
    this._number = 0;
  }

  /**
   * @param {RoutedCall} call
   * @param {number} deadline not before that of the last one
   */
  add(call, deadline) {
    call.number = ++this._number;
    call.deadline = deadline;
    call.before = this._last;
    if (this._last) this._last.behind = call;
    else this.first = call;
    this._last = call;
    this.size++;
  }

  /** @param {RoutedCall} call */
  remove(call) {
    const { before, behind } = call;
    if (before) before.behind = behind;
    else this.first = behind;
    if (behind) behind.before = before;
    else this._last = before;
    call.before = null;
    call.behind = null;
    this.size--;
  }

  /**
   * @param {number} now
   * @returns {import('./parts').Part[]} what is left of those that have a deadline not after `now`,
   *   in order; they stay in it
   */
  late(now) {
    const late = [];
    for (let call = this.first; call && call.deadline <= now; call = call.behind) {
      for (const part of call.parts) if (!part.isOver) late.push(part);
    }
    return late;
  }
}

module.exports = Open;
