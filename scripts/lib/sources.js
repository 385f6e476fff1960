'use strict';

// The files of a folder and of those in it.

const fs = require('fs');
const path = require('path');

module.exports = { filesBelow, cFiles };

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
