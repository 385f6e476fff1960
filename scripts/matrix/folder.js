'use strict';

// Copies of this project, each with one addon: as an application has it, and its tests. Links would not do: Node would find the
// addon of the project beside the real file.

const fs = require('fs');
const path = require('path');

const root = path.join(__dirname, '..', '..');
const PREBUILT = `prebuilds/${process.platform}-${process.arch}/globalchannel.node`;
/** What is not source. */
const MADE = /^(build.*|prebuilds|node_modules|\.git|\.preparing|.*\.log)$/;
/** Where the addon lies. */
const ADDON = { prebuilt: 'prebuilds', compiled: 'build/Release' };

module.exports = { copySources, hasPrebuilt, makeFolder, PREBUILT };

function hasPrebuilt() {
  return fs.existsSync(path.join(root, PREBUILT));
}

/**
 * @param {'prebuilt' | 'compiled'} addon
 * @returns {string} the folder
 */
function makeFolder(addon) {
  const folder = path.join(root, 'build-matrix', addon);
  copySources(folder);
  fs.cpSync(path.join(root, ADDON[addon]), path.join(folder, ADDON[addon]), { recursive: true });
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

/** @param {string} folder made anew */
function copySources(folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  for (const name of fs.readdirSync(root).filter(name => !MADE.test(name))) {
    fs.cpSync(path.join(root, name), path.join(folder, name), { recursive: true, filter: isSource });
  }
}

/** @param {string} file */
function isSource(file) {
  return !/^(build|node_modules)$/.test(path.basename(file));
}
