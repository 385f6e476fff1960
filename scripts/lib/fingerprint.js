'use strict';

// What the prebuilt files were made of: they are of these sources when this text is the same.

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

module.exports = { fingerprint };

const root = path.join(__dirname, '..', '..');

/**
 * Of binding.gyp and every file of src/: their paths and what they hold, whatever ends their lines.
 *
 * @param {string} [folder] that has both
 * @returns {string} sha256
 */
function fingerprint(folder = root) {
  const hash = crypto.createHash('sha256');
  for (const name of ['binding.gyp', ...below(folder, 'src')].sort()) {
    const text = fs.readFileSync(path.join(folder, name), 'latin1').replace(/\r\n/g, '\n');
    hash.update(`${name}\0${text.length}\0`).update(text, 'latin1');
  }
  return hash.digest('hex');
}

/** @param {string} folder @param {string} name @returns {string[]} with / on every system */
function below(folder, name) {
  return fs.readdirSync(path.join(folder, name), { withFileTypes: true }).flatMap(entry => {
    const inner = name + '/' + entry.name;
    return entry.isDirectory() ? below(folder, inner) : [inner];
  });
}
