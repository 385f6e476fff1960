'use strict';

const { isReadable } = require('./given');
const { parseUrl, hostOf } = require('./url');

/**
 * The kinds of values that options have: `read` gives undefined for what makes
 * no sense, `show` how an error may quote it, and '' is a value only for text.
 * A `read` that looks into its value may also throw the error for a place in it.
 *
 * @typedef {object} Kind
 * @property {string} expected
 * @property {(value: any, place: string) => any} read
 * @property {(value: any) => string} show
 * @property {boolean} text
 */

const MAX = 2 ** 31 - 1;

/** In seconds. */
const DAY = 86400;

const URLS = 'redis://[user[:password]@]host[:port][/db], rediss:// for TLS, or unix:///path[?db=n]; percent-encode what is special in ' +
  'it (# is %23, ? is %3F, / is %2F, @ is %40, % is %25), or give the option password instead';

/** @satisfies {Record<string, Kind>} */
const KINDS = {
  host: text('a host name or an address', hostOf),
  path: text('the path of a unix socket', matching(/^(?!.*:\/\/)[^\0]+$/)),
  prefix: kind('text', textOrNumber),
  secret: text('text', secret, kindOf),
  url: text(URLS, parseUrl, otherThanUrl),
  port: kind('a port from 1 to 65535', portOrPath),
  tcpPort: kind('a port from 1 to 65535', integer(1, 65535)),
  db: kind('the number of a database, 0 or more', integer(0, MAX)),
  ms: kind(`milliseconds, more than 0 and at most ${MAX}`, milliseconds),
  calls: kind('a whole number, 1 or more', integer(1, MAX)),
  bytes: kind(`a whole number from 1 to ${MAX}`, integer(1, MAX)),
  flag: kind('true or false', flag),
  truth: kind('anything', Boolean),
  beat: kind('seconds above 0 to 86400, or 0 or false for none', seconds),
  manager: kind('a channel manager', (value) => (isReadable(Object(value)) ? value : undefined)),
};

/** @type {(expected: string, read: Kind['read'], show?: Kind['show']) => Kind} */
function kind(expected, read, show = describe) {
  return { expected, read, show, text: false };
}

/** @type {(expected: string, read: Kind['read'], show?: Kind['show']) => Kind} */
function text(expected, read, show) {
  return { ...kind(expected, read, show), text: true };
}

/** @type {(pattern: RegExp) => (value: any) => string | undefined} */
function matching(pattern) {
  return (value) => (isString(value) && pattern.test(value) ? value : undefined);
}

/** @type {(value: any) => string | undefined} */
function secret(value) {
  const text = textOrNumber(value);
  return text && text.includes('\0') ? undefined : text;
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

/** @type {(value: any) => number | undefined} */
function seconds(value) {
  if (value === false) return 0;
  const number = isString(value) && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && number <= DAY ? number : undefined;
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
  if (/:\/\/|@/.test(text)) return 'text with :// or @ in it';
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
}

/**
 * Of what is no url nobody knows which part is a password.
 *
 * @param {unknown} value
 */
function otherThanUrl(value) {
  return isString(value) ? 'other text' : kindOf(value);
}

/** @param {unknown} value */
function kindOf(value) {
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

module.exports = { KINDS, kind, text, describe, kindOf, isPath };
