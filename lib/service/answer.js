'use strict';

const { toError } = require('../error');
const logger = require('../log')(__filename);
const { reasons } = require('./reasons');

/** @typedef {import('./types').Callback} Callback */

/**
 * Runs a call with the caller's callback or, without one, with a Promise. Its
 * failure is logged, and so nobody has to look at it.
 *
 * @param {string} method
 * @param {unknown} cb
 * @param {(done: Callback) => void} run calls back on a later turn, or throws why it cannot
 * @returns {Promise<any> | undefined}
 */
function answer(method, cb, run) {
  if (typeof cb === 'function') return void attempt(run, /** @type {Callback} */ (cb));
  const promise = new Promise((resolve, reject) => {
    attempt(run, (err, value) => (err ? reject(err) : resolve(value)));
  });
  promise.catch((err) => logger.error('%s failed: %s', method, reasons(err)));
  return promise;
}

/**
 * @param {(done: Callback) => void} run
 * @param {Callback} cb
 */
function attempt(run, cb) {
  try {
    run(cb);
  } catch (err) {
    setImmediate(cb, toError(err));
  }
}

module.exports = answer;
