'use strict';

/**
 * The `url` option: redis://[user[:password]@]host[:port][/db] for a network
 * address, unix:///path[?db=n] for a socket.
 *
 * @typedef {object} Address what the url says; what it leaves out is undefined
 * @property {string} [host]
 * @property {number} [port]
 * @property {string} [path]
 * @property {number} [db]
 * @property {string} [username]
 * @property {string} [password]
 */

/**
 * @param {unknown} value
 * @returns {Address | undefined} undefined for what is no such url
 */
function parseUrl(value) {
  if (typeof value !== 'string' && !(value instanceof URL)) return undefined;
  try {
    const url = new URL(value);
    if (!/^[^:]*:\/\//.test(url.href)) return undefined;
    const read = url.protocol === 'redis:' ? tcp : url.protocol === 'unix:' ? unix : null;
    const address = read?.(url);
    return address && { ...address, ...credentials(url) };
  } catch (err) {
    // No url at all, or a % in it that encodes nothing: the caller says so.
    if (err instanceof TypeError || err instanceof URIError) return undefined;
    throw err;
  }
}

/** @type {(url: URL) => Address | undefined} */
function tcp(url) {
  const db = number(url.pathname.slice(1) || url.searchParams.get('db'));
  if (Number.isNaN(db) || url.port === '0') return undefined;
  const host = decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1');
  return { host: host || undefined, port: number(url.port), db };
}

/** @type {(url: URL) => Address | undefined} */
function unix(url) {
  const db = number(url.searchParams.get('db'));
  const path = decodeURIComponent(url.pathname);
  if (Number.isNaN(db) || url.host !== '' || !/^\/[^\0]+$/.test(path)) return undefined;
  return { path, db };
}

/** @type {(url: URL) => Address} */
function credentials(url) {
  const username = decodeURIComponent(url.username) || undefined;
  const given = url.password !== '' || /^[^/]*\/\/[^/@]*:@/.test(url.href);
  return { username, password: given ? decodeURIComponent(url.password) : undefined };
}

/**
 * @param {string | null} text
 * @returns {number | undefined} NaN for what is no number
 */
function number(text) {
  if (!text) return undefined;
  return /^\d{1,9}$/.test(text) ? Number(text) : NaN;
}

/**
 * A url as it may be shown: without credentials, even where it is too broken
 * to be parsed, and without its query.
 *
 * @param {string} url
 */
function hideCredentials(url) {
  return url
    .replace(/^([^:/]*:\/\/)?.*@/s, '$1***@')
    .replace(/^([^:/]*:\/\/[^/:[]*):(?!\d*([/?#]|$))[^/]*/, '$1:***')
    .replace(/[?#].*$/s, '');
}

module.exports = { parseUrl, hideCredentials };
