'use strict';

const { isIPv6 } = require('net');

/**
 * The `url` option: redis://[user[:password]@]host[:port][/db] for a network
 * address, rediss:// for one that speaks TLS, unix:///path[?db=n] for a socket.
 *
 * Nothing is guessed. What is special in a url and is not percent-encoded may
 * belong to a password, and then the rest would be taken for something that it
 * is not: a host of which errors tell, or a database. An @ in the path of a
 * socket is part of its name, since before it no credentials may stand.
 *
 * @typedef {object} Address what the url says; what it leaves out is undefined
 * @property {string | undefined} host
 * @property {number | undefined} port
 * @property {string | undefined} path
 * @property {number | undefined} db
 * @property {string | undefined} username
 * @property {string | undefined} password
 * @property {true | undefined} tls
 */

/** [user[:password]@]host[:port], all of it optional, then /db or ?db=n. */
const TCP = /^(?:(?:([^:@/?#]*)(?::([^@/?#]*))?@)?(\[[^[\]@/?#]*\]|[^[\]:@/?#\s]+)(?::(\d*))?)?(?:\/(\d{1,9})|\/?(?:\?db=(\d{1,9}))?)$/;
const UNIX = /^(\/[^?#]+)(?:\?db=(\d{1,9}))?$/;

/**
 * @param {unknown} value
 * @returns {Address | undefined} undefined for what is no such url
 */
function parseUrl(value) {
  const url = value instanceof URL ? value.href : value;
  if (typeof url !== 'string') return undefined;
  const [, scheme, rest] = /^(rediss?|unix):\/\/(.*)$/is.exec(url.trim()) || [];
  if (!scheme) return undefined;
  try {
    return scheme.toLowerCase() === 'unix' ? unix(rest) : tcp(rest, scheme.length > 'redis'.length);
  } catch (err) {
    // A % in it that encodes nothing.
    if (err instanceof URIError) return undefined;
    throw err;
  }
}

/** @type {(text: string, tls: boolean) => Address | undefined} */
function tcp(text, tls) {
  const parts = TCP.exec(text);
  if (!parts) return undefined;
  const [username, password, name] = parts.slice(1, 4).map(decode);
  const [port, pathDb, queryDb] = parts.slice(4).map(number);
  const host = name && hostOf(name);
  if (name && !host || port === 0 || port !== undefined && port > 65535) return undefined;
  const chosen = pathDb === undefined ? queryDb : pathDb;
  return { host, port, path: undefined, db: chosen, username: username || undefined, password, tls: tls || undefined };
}

/** @type {(text: string) => Address | undefined} */
function unix(text) {
  const [, path, db] = UNIX.exec(text) || [];
  if (!path) return undefined;
  return { host: undefined, port: undefined, path: decode(path), db: number(db), username: undefined, password: undefined, tls: undefined };
}

/**
 * @param {string | undefined} text
 * @throws {URIError} it encodes nothing, or what no text may hold
 */
function decode(text) {
  const decoded = text && decodeURIComponent(text);
  if (decoded && decoded.includes('\0')) throw new URIError();
  return decoded;
}

/** @param {string | undefined} digits */
function number(digits) {
  return digits ? Number(digits) : undefined;
}

/**
 * A host as the resolver takes it: without the brackets that an IPv6 address
 * may stand in.
 *
 * @param {unknown} value
 * @returns {string | undefined} undefined for what is no host
 */
function hostOf(value) {
  if (typeof value !== 'string') return undefined;
  const [, inside] = /^\[(.*)\]$/.exec(value) || [];
  if (inside !== undefined) return isIPv6(inside) ? inside : undefined;
  return /^[^\0@/[\]]+$/.test(value) ? value : undefined;
}

module.exports = { parseUrl, hostOf };
