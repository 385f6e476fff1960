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

const PEMS = ['ca', 'cert', 'key', 'crl'];

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
  for (const name of PEMS.filter((each) => settings[each] !== undefined)) {
    files[name] = mapParts(`${option}.${name}`, settings[name], (part, place) => {
      return isPath(part) ? readFile(place, path.resolve(base, part)) : part;
    });
  }
  const { pfx } = settings;
  if (pfx !== undefined) files.pfx = typeof pfx === 'string' ? readFile(`${option}.pfx`, path.resolve(base, pfx)) : pfx;
  return files;
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

module.exports = { readFiles, mapParts };
