'use strict';

const { plainError } = require('../error');
const later = require('../later');
const { reasons, read } = require('./reasons');

/** @typedef {import('./types').Callback} Callback */

/**
 * Asks so often, all at once, and calls back when each has been answered.
 *
 * @param {number} count
 * @param {(index: number, cb: Callback) => void} ask calls back once, later, in the caller's context
 * @param {(outcomes: { err: any, value: any }[]) => void} cb in the order of the questions
 */
function askEach(count, ask, cb) {
  /** @type {{ err: any, value: any }[]} */
  const outcomes = [];
  let open = count;
  if (count === 0) return later(() => cb(outcomes), () => []);
  for (let i = 0; i < count; i++) {
    ask(i, (err, value) => {
      outcomes[i] = { err, value };
      if (--open === 0) cb(outcomes);
    });
  }
}

/**
 * What the caller of many writes is told, when all have been tried.
 *
 * @param {{ err: any }[]} outcomes
 * @returns {Error | null} that of the first that failed
 */
function failureOf(outcomes) {
  const failed = outcomes.filter(({ err }) => err);
  if (failed.length === 0) return null;
  const cause = failed[0].err;
  const reply = read(cause, 'reply');
  const text = `${failed.length} of ${outcomes.length} failed, and all were tried; the first: ${reasons(cause)}`;
  return plainError(read(cause, 'code'), text, { cause, ...reply ? { reply } : {}, maybeExecuted: true });
}

module.exports = { askEach, failureOf };
