'use strict';

const fs = require('fs');
const path = require('path');
const { invalid } = require('../options/read');

/**
 * Certificates and keys, read from their files for each connection: they are
 * changed under running servers.
 *
 * @typedef {import('../options/tls').Settings} Settings
 */

const FILES = ['ca', 'cert', 'key', 'crl', 'pfx'];

/**
 * @param {string} option what errors call the settings
 * @param {Settings} settings
 * @param {string} base what paths are relative to
 * @returns {Settings} those of ca, cert, key, crl and pfx that are given, as Node takes them
 * @throws {import('../error').CodedError} EINVAL: one cannot be read
 */
function readFiles(option, settings, base) {
  /** @type {Settings} */
  const files = {};
  for (const name of FILES.filter((each) => settings[each] !== undefined)) {
    files[name] = mapParts(`${option}.${name}`, settings[name], (part, place) => readPart(place, part, base));
  }
  return files;
}

/** @type {(place: string, part: any, base: string) => any} */
function readPart(place, part, base) {
  return isPath(part) ? readFile(place, path.resolve(base, part)) : part;
}

/**
 * What errors call it: nothing of a text may be shown.
 *
 * @type {(part: any, base: string) => string}
 */
function nameOf(part, base) {
  return isPath(part) ? path.resolve(base, part) : 'it';
}

/**
 * What `map` makes of a value, or of each in a list.
 *
 * @param {string} place
 * @param {any} value
 * @param {(part: any, place: string) => any} map
 */
function mapParts(place, value, map) {
  if (!Array.isArray(value)) return map(value, place);
  return value.map((part, i) => map(part, `${place}[${i}]`));
}

/** @param {any} value */
function isPath(value) {
  return typeof value === 'string' && !value.includes('-----BEGIN');
}

/** @type {(place: string, file: string) => Buffer} */
function readFile(place, file) {
  try {
    return fs.readFileSync(file);
  } catch (cause) {
    const [reason] = String(cause.message).split(', ');
    throw invalid(place, `${file} cannot be read: ${reason}`, { cause });
  }
}

module.exports = { readFiles, readPart, mapParts, nameOf };
