'use strict';

const { makeError } = require('../error');
const { valueOf } = require('../given');

/**
 * One value at a time: of the options, or of something that stands in them.
 * Errors name its place as it would be written in JavaScript, `sentinels[1].port`.
 *
 * @typedef {import('../kinds').Kind} Kind
 * @typedef {import('../error').CodedError} CodedError
 */

/** The errors that were made here; what an application's getter throws is none. */
const ours = new WeakSet();

/**
 * @param {string} place
 * @param {any} holder whose value it is
 * @param {string} key
 * @param {Kind} kind
 * @returns {any} undefined: it is not given
 * @throws {CodedError} EINVAL
 */
function readAt(place, holder, key, kind) {
  try {
    const raw = valueOf(Object(holder), key);
    if (!isGiven(raw, kind)) return undefined;
    const value = kind.read(raw, place);
    if (value === undefined) throw wrong(place, raw, kind);
    return value;
  } catch (error) {
    throw ours.has(error) ? error : invalid(place, 'it cannot be read');
  }
}

/**
 * The same of a value that must be there.
 *
 * @type {typeof readAt}
 */
function needAt(place, holder, key, kind) {
  const value = readAt(place, holder, key, kind);
  if (value === undefined) throw invalid(place, `it is not given, expected ${kind.expected}`);
  return value;
}

/** @type {(value: unknown, kind: Kind) => boolean} */
function isGiven(value, kind) {
  if (value === undefined || value === null) return false;
  return value !== '' || kind.text;
}

/**
 * @param {string} place
 * @param {unknown} value
 * @param {Pick<Kind, 'expected' | 'show'>} kind
 */
function wrong(place, value, { expected, show }) {
  return invalid(place, `got ${show(value)}, expected ${expected}`);
}

/**
 * @param {string} place
 * @param {string} text
 * @param {Record<string, unknown>} [props]
 * @returns {CodedError}
 */
function invalid(place, text, props) {
  const error = makeError('EINVAL', `option ${place}: ${text}`, props);
  ours.add(error);
  return error;
}

module.exports = { readAt, needAt, wrong, invalid };
