'use strict';

const { createSecureContext } = require('tls');
const { invalid } = require('../options/read');
const { mapParts, nameOf, readFiles, readPart } = require('./files');

/**
 * Whether Node can use certificates and keys, and if not, which of them it is.
 *
 * @typedef {import('../options/tls').Settings} Settings
 * @typedef {(place: string, parts: Settings, text: string) => void} Attempt throws when Node refuses
 */

const MATERIAL = ['ca', 'cert', 'key', 'pfx', 'crl', 'passphrase'];

/** Trusted is also what Node would not take for a certificate of our own. */
const ANY_STRENGTH = 'DEFAULT@SECLEVEL=0';

/**
 * @param {string} option what errors call the settings
 * @param {Settings} settings
 * @param {string} base what paths are relative to
 * @throws {import('../error').CodedError} EINVAL: also of a file that cannot be read
 */
function check(option, settings, base) {
  const { cert, key } = readFiles(option, settings, base);
  const { passphrase } = settings;
  if (settings.secureContext !== undefined) return;
  const attempt = attempts(settings);
  /** @type {(name: string, use: (part: any, place: string, it: string) => void) => void} */
  const each = (name, use) => {
    if (settings[name] === undefined) return;
    mapParts(`${option}.${name}`, settings[name], (part, place) => use(readPart(place, part, base), place, nameOf(part, base)));
  };
  attempt(option, {}, 'Node does not take it');
  // As a certificate of our own, for Node does not look at what is in `ca`.
  each('ca', (part, place, it) => attempt(place, { cert: part, ciphers: ANY_STRENGTH }, `${it} is no certificate in PEM`));
  each('cert', (part, place, it) => attempt(place, { cert: part }, `${it} is no certificate in PEM`));
  each('crl', (part, place, it) => attempt(place, { crl: part }, `${it} is no list of revoked certificates in PEM`));
  each('key', (part, place, it) => checkKey(attempt, place, part, { passphrase, option, it }));
  each('pfx', (part, place, it) => attempt(place, { pfx: [part], passphrase }, `${it} is no PKCS#12 that ${option}.passphrase opens`));
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

/** @type {(attempt: Attempt, place: string, key: any, how: { passphrase: string | undefined, option: string, it: string }) => void} */
function checkKey(attempt, place, key, { passphrase, option, it }) {
  // In a list, where Node takes one with a passphrase of its own.
  const parts = { key: [key], passphrase };
  if (!isLocked(key)) return attempt(place, parts, `${it} is no private key in PEM`);
  if (passphrase === undefined) throw invalid(`${option}.passphrase`, `it is not given, and ${place} is encrypted`);
  attempt(`${option}.passphrase`, parts, `it does not open ${place}`);
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
