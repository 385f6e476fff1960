'use strict';

const { toError } = require('../error');
const logger = require('../log')(__filename);

/** @typedef {import('./types').Callback} Callback */

/**
 * Runs a call with the caller's callback or, without one, with a Promise. Its
 * failure is logged, and so nobody has to look at it.
 *
 * @param {string} method
 * @param {unknown} cb
 * @param {(done: Callback) => void} run
 * @returns {Promise<any> | undefined}
 */
function answer(method, cb, run) {
  if (typeof cb === 'function') return void run(/** @type {Callback} */ (cb));
  const promise = new Promise((resolve, reject) => {
    run((err, value) => (err ? reject(err) : resolve(value)));
  });
  promise.catch((err) => logger.error('%s failed: %s', method, reasons(err)));
  return promise;
}

/**
 * @param {unknown} err
 * @returns {string}
 */
function reasons(err) {
  const { message, cause } = /** @type {Error & { cause?: unknown }} */ (toError(err));
  return cause ? `${message}: ${reasons(cause)}` : message;
}

module.exports = answer;
