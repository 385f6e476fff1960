'use strict';

const { toError } = require('../error');

/** So many causes behind a failure are told. */
const CAUSES = 5;

/**
 * What a log says of something that failed: its message and those of its
 * causes. Never throws, whatever it is.
 *
 * @param {unknown} err
 * @returns {string}
 */
function reasons(err) {
  const told = new Set();
  let cause = err;
  do {
    const error = toError(cause);
    told.add(error);
    cause = read(error, 'cause');
  } while (cause && !told.has(cause) && told.size <= CAUSES);
  return [...told].map(messageOf).join(': ');
}

/** @param {Error} error */
function messageOf(error) {
  const message = read(error, 'message');
  return typeof message === 'string' ? message : 'an error without a message';
}

/**
 * @param {any} error
 * @param {string} key
 * @returns {any} undefined when it cannot be read
 */
function read(error, key) {
  try {
    return error[key];
  } catch {
    return undefined;
  }
}

module.exports = { reasons, read };
