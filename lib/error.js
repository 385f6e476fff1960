'use strict';

const { inspect, types } = require('util');

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
  const error = plainError(code, message, props);
  Error.captureStackTrace(error, makeError);
  return error;
}

/**
 * The same without the lines of its stack, which cost far more than a call: for
 * what may fail by the hundred thousand, or was not caused by whoever calls.
 *
 * @param {string} code
 * @param {string} message
 * @param {Record<string, unknown>} [props]
 * @returns {CodedError}
 */
function plainError(code, message, props) {
  const { stackTraceLimit } = Error;
  if (stackTraceLimit > 0) limitStacks(0);
  const error = /** @type {CodedError} */ (new Error(message));
  if (stackTraceLimit > 0) limitStacks(stackTraceLimit);
  error.code = code;
  if (props) Object.assign(error, props);
  return error;
}

/** @param {number} lines */
function limitStacks(lines) {
  try {
    Error.stackTraceLimit = lines;
  } catch {
    // Some processes freeze it, and then pay for stacks.
  }
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
    if (typeof Object(value).msg !== 'string') return new Error(inspect(value));
    const error = new Error(value.msg);
    if (typeof value.stack === 'string') error.stack = value.stack;
    return error;
  } catch {
    return new Error('an error that cannot be read');
  }
}

module.exports = { makeError, plainError, toError };
