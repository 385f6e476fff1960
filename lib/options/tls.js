'use strict';

const { isReadable } = require('../given');
const { KINDS, kind, text, kindOf } = require('../kinds');
const { invalid, needAt, readAt } = require('./read');

/**
 * The options tls and sentinelTLS: what is ours to read is checked, the rest
 * goes to Node as it is.
 *
 * @typedef {Record<string, any>} Settings for lib/tls; files are not read yet
 */

const PEM = 'PEM text with -----BEGIN in it, or the path of a file';

/** A text that is no path might be a key without its first line: it is not shown. */
const one = text(PEM, (value) => (isPem(value) ? value : undefined), kindOf);
const pem = text(`${PEM}, or a list of these`, (value, place) => {
  if (!Array.isArray(value)) return one.read(value, place);
  if (value.length === 0) throw invalid(place, 'the list is empty');
  return Array.from(value, (_, i) => needAt(`${place}[${i}]`, value, String(i), one));
}, kindOf);
const pfx = text('the path of a file', (value) => (isPath(value) || typeof value === 'object' ? value : undefined), kindOf);
const servername = kind('a host name', (value) => (typeof value === 'string' && !/[\0\s/@]/.test(value) ? value : undefined));

const hook = kind('a function', (value) => (typeof value === 'function' ? value : undefined));

/** Those that we read, or call. */
const OURS = { ca: pem, cert: pem, key: pem, crl: pem, pfx, passphrase: KINDS.secret, servername, checkServerIdentity: hook };

/** Those that we set: where to, and how it is read. */
const NOT_THEIRS = ['host', 'port', 'path', 'socket', 'session', 'onread', 'allowHalfOpen'];

const TLS = kind('true or an object with ca, cert, key ...', (value, place) => {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'object' || !isReadable(value) || Symbol.iterator in value) return undefined;
  /** @type {Settings} */
  const settings = Object.assign(Object.create(null), value);
  const nothing = Object.keys(settings).filter((name) => settings[name] === null);
  for (const name of [...nothing, ...NOT_THEIRS]) delete settings[name];
  for (const [name, each] of Object.entries(OURS)) {
    const read = readAt(`${place}.${name}`, value, name, each);
    if (read === undefined) delete settings[name];
    else settings[name] = read;
  }
  return settings;
});

/** @param {any} value */
function isPem(value) {
  return typeof value === 'string' ? value.includes('-----BEGIN') || isPath(value) : typeof value === 'object';
}

/** A key in one line, in base64 or with some of its first line: as a path it would be shown. */
const KEY = /^(M[A-P]|LS0t)[A-Za-z0-9+/= ]{60}|^-*BEGIN /;

/** @param {any} value */
function isPath(value) {
  // eslint-disable-next-line no-control-regex
  return typeof value === 'string' && /^[^\x00-\x1f]{1,4000}$/.test(value) && !KEY.test(value);
}

module.exports = { TLS };
