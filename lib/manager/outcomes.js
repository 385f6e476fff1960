'use strict';

const Call = require('../call');

/**
 * What the calls of a session are told: `done` with their outcome, or `failed`.
 *
 * A call holds no part of its answer: one that waited long has become old for the
 * garbage collector, and would keep what it holds until the next full collection.
 */
class Write extends Call {
  /** @type {(outcome: any) => void} */
  done() {
    this.answer(null);
  }

  /** @param {import('../error').CodedError} error */
  failed(error) {
    this.answer(error);
  }
}

class Clean extends Write {
  /**
   * Like the old plugin: no argument when there was nothing to clean.
   *
   * @param {number} removed
   */
  done(removed) {
    if (removed > 0) this.answer(null);
    else this.answer();
  }
}

class ReadOne extends Write {
  /** @param {any[]} lists */
  done(lists) {
    this.answer(null, lists[0] || []);
  }

  /**
   * Like the old plugin: two arguments also without a list.
   *
   * @param {import('../error').CodedError} error
   */
  failed(error) {
    this.answer(error, undefined);
  }
}

class ReadAll extends Write {
  /**
   * @param {unknown} cb
   * @param {number} size how many lists it is answered with
   */
  constructor(cb, size) {
    super(cb);
    this.size = size;
  }

  /** @param {any[]} lists */
  done(lists) {
    lists.length = this.size;
    this.answer(null, lists);
  }

  /**
   * What Redis says of one sid stands in the place of its list, also when it is
   * the only one.
   *
   * @param {import('../error').CodedError} error
   */
  failed(error) {
    if (this.size === 1 && error.code === 'EREPLY') this.answer(null, [error]);
    else this.answer(error);
  }
}

/** Lists of which some come before the others. */
class ReadAsTheyCome extends ReadAll {
  /**
   * @param {unknown} cb
   * @param {number} size
   * @param {(lists: any[]) => void} onSome as often as some have come, while others have not
   */
  constructor(cb, size, onSome) {
    super(cb, size);
    this._onSome = onSome;
  }

  /** @param {any[]} lists NOT_HERE in the place of those that are told of at another time */
  some(lists) {
    this.inform(this._onSome, lists);
  }
}

/** Commands that write: those behind one that was refused are tried all the same. */
class WriteAll extends Write {
  /**
   * @param {unknown} cb
   * @param {number} size how many commands
   */
  constructor(cb, size) {
    super(cb);
    this.size = size;
  }

  /** @param {any[]} answers an Error in the place of one that was refused */
  done(answers) {
    const error = /** @type {any} */ (answers.find((answer) => answer instanceof Error));
    if (error && this.size > 1) error.maybeExecuted = true;
    this.answer(error || null);
  }
}

module.exports = { Write, Clean, ReadOne, ReadAll, ReadAsTheyCome, WriteAll };
