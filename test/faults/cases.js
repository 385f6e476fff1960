'use strict';

// Runs many cases at once and tells which of them broke a promise.

const { AsyncLocalStorage } = require('node:async_hooks');
const { inspect } = require('node:util');
const { until, LIMIT } = require('../support/patience');
const { turns } = require('../service/helpers');

/** So many complaints are shown. */
const SHOWN = 20;

/** @type {AsyncLocalStorage<Case>} */
const storage = new AsyncLocalStorage();

/** The case in whose name code runs: what an application or a manager gives back may depend on it. */
const current = () => /** @type {any} */ (storage.getStore());

/**
 * @typedef {object} Case
 * @property {string} what
 * @property {(callback: () => (...args: any[]) => void) => unknown} run makes callbacks, each of which is to be called once, later;
 *   where it makes none, it gives a promise, which is left alone
 */

/** @param {Case[]} cases */
async function runCases(cases) {
  /** @type {string[]} */
  const complaints = [];
  const complain = (what, of) => complaints.push(`${of.what}: ${what}`);
  const restore = watch((kind, err) => complain(`${kind}: ${text(err)}`, current() || { what: 'unknown' }));
  const open = new Set();
  let inside = true;

  /** @param {Case} one */
  const runOne = (one) => {
    let made = 0;
    const result = one.run(() => {
      const id = `callback ${++made}`;
      let count = 0;
      const ticket = { one, id };
      open.add(ticket);
      return () => {
        open.delete(ticket);
        if (inside) complain(`${id} called from inside`, one);
        if (++count > 1) complain(`${id} called ${count} times`, one);
      };
    });
    if (made === 0 && !(result instanceof Promise)) complain('gave no promise', one);
  };

  try {
    for (const one of cases) {
      try {
        storage.run(one, runOne, one);
      } catch (err) {
        complain(`thrown at the caller: ${text(err)}`, one);
      }
    }
    inside = false;
    await until(() => open.size === 0).catch(() => {});
    for (const { one, id } of open) complain(`${id} not called within ${LIMIT} ms`, one);
    await turns(5);
  } finally {
    restore();
  }
  if (complaints.length === 0) return;
  const more = complaints.length > SHOWN ? [`... and ${complaints.length - SHOWN} more`] : [];
  throw new Error([`${cases.length} cases`, ...complaints.slice(0, SHOWN), ...more].join('\n'));
}

/** Tells of what reaches the process, which nobody else hears meanwhile. */
function watch(tell) {
  const undo = ['uncaughtException', 'unhandledRejection'].map((kind) => {
    const before = process.listeners(kind);
    process.removeAllListeners(kind);
    process.on(kind, (err) => tell(kind, err));
    return () => {
      process.removeAllListeners(kind);
      for (const listener of before) process.on(kind, listener);
    };
  });
  return () => undo.forEach((each) => each());
}

function text(err) {
  try {
    return inspect(err).split('\n').slice(0, 3).join(' ').slice(0, 200);
  } catch {
    return 'something that cannot be shown';
  }
}

module.exports = { runCases, current };
