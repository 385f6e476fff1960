'use strict';

// The files of a folder and of those in it, and what tells whether they have changed.

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

module.exports = { filesBelow, cFiles, fingerprint, isFresh };

const root = path.join(__dirname, '..', '..');

/** @param {string} folder @returns {string[]} its files, in order, by their paths from the root */
function filesBelow(folder) {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true })
    .flatMap(entry => entry.isDirectory() ? filesBelow(path.join(folder, entry.name)) : [path.join(folder, entry.name)])
    .sort();
}

/** @param {string} folder */
function cFiles(folder) {
  return filesBelow(folder).filter(file => file.endsWith('.c'));
}

/**
 * Of everything that a result depends on.
 *
 * @param {string[]} names of files and folders
 * @param {unknown[]} others whatever else it depends on
 */
function fingerprint(names, ...others) {
  const hash = crypto.createHash('sha256').update(JSON.stringify(others));
  const files = names.flatMap(name => fs.statSync(path.join(root, name)).isDirectory() ? filesBelow(name) : [name]);
  for (const file of files) hash.update('\0' + file + '\0').update(fs.readFileSync(path.join(root, file)));
  return hash.digest('hex');
}

/** Whether nothing that it is made from is newer. @param {string} made @param {string[]} sources from the root */
function isFresh(made, sources) {
  if (!fs.existsSync(made)) return false;
  const time = fs.statSync(made).mtimeMs;
  return sources.every(source => fs.statSync(path.resolve(root, source)).mtimeMs < time);
}
