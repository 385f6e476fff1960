'use strict';

const { errno } = require('os').constants;

/**
 * What a failed connection means: for a person, and whether waiting may mend it.
 *
 * @typedef {object} Reason
 * @property {number} status libuv's number of the error
 * @property {string} words empty where that number says it all
 * @property {boolean} fatal
 */

/** libuv's. */
const EOF = -4095;
const ECANCELED = -errno.ECANCELED;

const CLOSED_EARLY = 'the connection was closed during the TLS handshake; does it want a certificate of ours?';

/**
 * By Node's code of the error, the first that fits. OpenSSL calls the alerts of
 * the other side differently from one version to the next.
 *
 * @type {[RegExp, string][]}
 */
const REFUSALS = [
  [/^ERR_TLS_CERT_ALTNAME/, 'its certificate is for another host'],
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired, or that of its authority'],
  [/^CERT_NOT_YET_VALID$/, 'its certificate is not valid yet, or that of its authority; look at the clocks'],
  [/^CERT_REVOKED$/, 'its certificate has been revoked'],
  [/SELF_SIGNED_CERT|^UNABLE_TO_(GET_ISSUER|VERIFY)|^CERT_UNTRUSTED$/, 'the authority of its certificate is not known here: name it in ca'],
  [/^(CERT|CRL|UNABLE|INVALID|ERROR_IN|PATH_LENGTH|HOSTNAME)_/, 'its certificate cannot be verified'],
  [/ALERT_CERTIFICATE_REQUIRED/, 'it wants a certificate of ours: cert and key'],
  [/ALERT_HANDSHAKE_FAILURE/, 'it refuses the handshake: it wants a certificate of ours (cert and key), or ciphers that we have not'],
  [/ALERT.*(CERTIFICATE|UNKNOWN_CA)/, 'it does not accept our certificate'],
  [/ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/, 'there is no version of TLS that both sides speak'],
  [/ALERT/, 'it refuses the handshake'],
  [/^(ERR_SSL|EPROTO)/, 'what answers there does not speak TLS'],
];

/**
 * @param {any} error of a TLS socket
 * @param {boolean} proven whether the other side had been verified
 * @returns {Reason}
 */
function reasonOf(error, proven) {
  const code = nameOf(error);
  const [, words] = REFUSALS.find(([pattern]) => pattern.test(code)) || [];
  if (words) return { status: ECANCELED, words: `${words} (${detail(error, code)})`, fatal: true };
  const status = statusOf(error, code);
  if (status === undefined) return { status: ECANCELED, words: `${error.message}`, fatal: false };
  return { status, words: !proven && isClosing(status) ? CLOSED_EARLY : '', fatal: false };
}

/**
 * The other side has ended the connection.
 *
 * @param {boolean} proven
 * @returns {Reason}
 */
function endOf(proven) {
  return { status: EOF, words: proven ? '' : CLOSED_EARLY, fatal: false };
}

/** @param {number} status */
function isClosing(status) {
  return [EOF, -errno.ECONNRESET, -errno.EPIPE].includes(status);
}

/**
 * What older versions of Node call EPROTO is told apart by OpenSSL's text.
 *
 * @param {any} error
 */
function nameOf({ code, message }) {
  return code === 'EPROTO' ? `EPROTO_${message.toUpperCase().replace(/\W+/g, '_')}` : String(code);
}

/** @type {(error: any, code: string) => string} */
function detail({ reason, message }, name) {
  const text = reason || message;
  return text && !name.startsWith('EPROTO') ? `${name}: ${text}` : String(text || name);
}

/**
 * Older versions of Node have the name of the error where newer ones have its number.
 *
 * @type {(error: any, code: string) => number | undefined}
 */
function statusOf(error, code) {
  if (typeof error.errno === 'number' && error.errno < 0) return error.errno;
  const number = /** @type {Record<string, number>} */ (errno)[code];
  return number && -number;
}

module.exports = { reasonOf, endOf, ECANCELED };
