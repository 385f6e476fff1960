'use strict';

const { inspect, types } = require('node:util');

/**
 * The errors that this package makes: `code` is stable and meant for
 * programs, the message is meant for people.
 *
 * @typedef {Error & { code: string, [property: string]: any }} CodedError
 */

/**
 * @param {string} code
 * @param {string} message
 * @param {Record<string, unknown>} [props] further own properties
 * @returns {CodedError}
 */
function makeError(code, message, props) {
  const error = Object.assign(new Error(message), { code }, props);
  Error.captureStackTrace(error, makeError);
  return error;
}

/**
 * Turns whatever was thrown or answered as an error into an Error. An Error
 * stays the one it is; that of a remote server arrives as { msg, stack }.
 * Never throws.
 *
 * @param {any} value
 * @returns {Error}
 */
function toError(value) {
  try {
    if (types.isNativeError(value) || value instanceof Error) return value;
    if (typeof value === 'string') return new Error(value);
    if (typeof value?.msg !== 'string') return new Error(inspect(value));
    const error = new Error(value.msg);
    if (typeof value.stack === 'string') error.stack = value.stack;
    return error;
  } catch {
    return new Error('an error that cannot be read');
  }
}

module.exports = { makeError, toError };
