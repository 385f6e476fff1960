'use strict';

const { createSecureContext } = require('tls');
const { invalid } = require('../options/read');
const { mapParts } = require('./files');

/**
 * Whether Node can use certificates and keys, and if not, which of them it is.
 *
 * @typedef {import('../options/tls').Settings} Settings
 * @typedef {(place: string, parts: Settings, text: string) => void} Attempt throws when Node refuses
 */

const MATERIAL = ['ca', 'cert', 'key', 'pfx', 'crl', 'passphrase'];

const CERTIFICATE = 'it is no certificate in PEM';

/**
 * @param {string} option what errors call the settings
 * @param {Settings} settings with files read
 * @throws {import('../error').CodedError} EINVAL
 */
function check(option, settings) {
  if (settings.secureContext !== undefined) return;
  const { ca, cert, key, pfx, crl, passphrase } = settings;
  const attempt = attempts(settings);
  attempt(option, {}, 'Node does not take it');
  // As a certificate of our own, for Node does not look at what is in `ca`.
  each(`${option}.ca`, ca, (part, place) => attempt(place, { cert: part }, CERTIFICATE));
  each(`${option}.cert`, cert, (part, place) => attempt(place, { cert: part }, CERTIFICATE));
  each(`${option}.crl`, crl, (part, place) => attempt(place, { crl: part }, 'it is no list of revoked certificates in PEM'));
  each(`${option}.key`, key, (part, place) => checkKey(attempt, place, part, { passphrase, option }));
  if (pfx !== undefined) attempt(`${option}.pfx`, { pfx, passphrase }, `it is no PKCS#12 that ${option}.passphrase opens`);
  checkPair(option, settings);
  attempt(`${option}.key`, { cert, key, passphrase }, `it does not belong to ${option}.cert`);
}

/**
 * @param {Settings} settings
 * @returns {Attempt} with some parts of the material, and all that is none
 */
function attempts(settings) {
  const rest = Object.fromEntries(Object.entries(settings).filter(([name]) => !MATERIAL.includes(name)));
  return (place, parts, text) => {
    try {
      createSecureContext({ ...rest, ...parts });
    } catch (cause) {
      throw invalid(place, `${text} (${cause.reason || cause.message})`, { cause });
    }
  };
}

/** @type {(place: string, value: any, use: (part: any, place: string) => void) => void} */
function each(place, value, use) {
  if (value !== undefined) mapParts(place, value, use);
}

/** @type {(attempt: Attempt, place: string, key: any, how: { passphrase: string | undefined, option: string }) => void} */
function checkKey(attempt, place, key, { passphrase, option }) {
  if (!isLocked(key)) return attempt(place, { key, passphrase }, 'it is no private key in PEM');
  if (passphrase === undefined) throw invalid(`${option}.passphrase`, `it is not given, and ${place} is encrypted`);
  attempt(`${option}.passphrase`, { key, passphrase }, `it does not open ${place}`);
}

/** @param {any} key one with a passphrase of its own is Node's affair */
function isLocked(key) {
  return (typeof key === 'string' || Buffer.isBuffer(key)) && /ENCRYPTED/.test(key.toString('latin1'));
}

/** @type {(option: string, settings: Settings) => void} */
function checkPair(option, { cert, key, privateKeyIdentifier }) {
  const keyElsewhere = privateKeyIdentifier !== undefined;
  if (key === undefined && cert !== undefined && !keyElsewhere) throw invalid(`${option}.key`, `it is not given, but ${option}.cert is`);
  if (cert === undefined && key !== undefined) throw invalid(`${option}.cert`, `it is not given, but ${option}.key is`);
}

module.exports = check;
