'use strict';

const { parseUrl, hideCredentials } = require('./url');

/**
 * The kinds of values that options have: `read` gives undefined for what makes
 * no sense, `show` how an error may quote it, and '' is a value only for text.
 *
 * @typedef {object} Kind
 * @property {string} expected
 * @property {(value: any) => any} read
 * @property {(value: any) => string} [show]
 * @property {boolean} [text]
 */

const MAX = 2 ** 31 - 1;

/** @satisfies {Record<string, Kind>} */
const KINDS = {
  host: { expected: 'a host name or an address', read: matching(/^[^\0@/]+$/), text: true },
  path: { expected: 'the path of a unix socket', read: matching(/^(?!.*:\/\/)[^\0]+$/), text: true },
  prefix: { expected: 'text', read: textOrNumber },
  secret: { expected: 'text', read: secret, show: kindOf, text: true },
  url: {
    expected: 'redis://[user[:password]@]host[:port][/db] or unix:///path',
    read: parseUrl,
    text: true,
  },
  port: { expected: 'a port from 1 to 65535', read: portOrPath },
  db: { expected: 'the number of a database, 0 or more', read: integer(0, MAX) },
  ms: { expected: `milliseconds, more than 0 and at most ${MAX}`, read: milliseconds },
  calls: { expected: 'a whole number, 1 or more', read: integer(1, MAX) },
  bytes: { expected: `a whole number from 1 to ${MAX}`, read: integer(1, MAX) },
  flag: { expected: 'true or false', read: flag },
  truth: { expected: 'anything', read: Boolean },
};

/** @type {(pattern: RegExp) => (value: any) => string | undefined} */
function matching(pattern) {
  return (value) => (isString(value) && pattern.test(value) ? value : undefined);
}

/** @type {(value: any) => string | undefined} */
function secret(value) {
  const text = textOrNumber(value);
  return text?.includes('\0') ? undefined : text;
}

/** @type {(value: any) => string | undefined} */
function textOrNumber(value) {
  return isString(value) || Number.isFinite(value) ? String(value) : undefined;
}

/** @type {(value: any) => number | string | undefined} */
function portOrPath(value) {
  return isPath(value) ? value : integer(1, 65535)(value);
}

/** @type {(min: number, max: number) => (value: any) => number | undefined} */
function integer(min, max) {
  return (value) => {
    const number = isString(value) && /^\d+$/.test(value) ? Number(value) : value;
    return Number.isSafeInteger(number) && number >= min && number <= max ? number : undefined;
  };
}

/** @type {(value: any) => number | undefined} */
function milliseconds(value) {
  const number = isString(value) && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  const fits = typeof number === 'number' && number > 0 && number <= MAX;
  return fits ? Math.ceil(number) : undefined;
}

/** @type {(value: any) => boolean | undefined} */
function flag(value) {
  return [true, false, 0, 1].includes(value) ? Boolean(value) : undefined;
}

/** @type {(value: unknown) => value is string} */
function isString(value) {
  return typeof value === 'string';
}

/** @param {unknown} value */
function isPath(value) {
  return isString(value) && /^\/[^\0]+$/.test(value);
}

/** @param {unknown} value */
function describe(value) {
  if (isString(value)) return quote(value);
  const plain = ['number', 'boolean', 'bigint'].includes(typeof value);
  return plain ? String(value) : kindOf(value);
}

/**
 * Whatever the option, what looks like a url may hold a password.
 *
 * @param {string} text
 */
function quote(text) {
  const shown = /:\/\/|@/.test(text) ? hideCredentials(text) : text;
  return JSON.stringify(shown.length > 80 ? `${shown.slice(0, 80)}...` : shown);
}

/** @param {unknown} value */
function kindOf(value) {
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

module.exports = { KINDS, describe, isPath };
