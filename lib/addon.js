'use strict';

const fs = require('fs');
const path = require('path');

module.exports = { filesOf };

const NAME = 'globalchannel.node';

/**
 * The files that may be the addon, the one to be preferred first: what somebody compiled here, then what came with the
 * package. One that cannot be looked at counts as there: whoever loads it is told why.
 *
 * @param {string} root the package's folder
 * @returns {string[]}
 */
function filesOf(root) {
  // The file of the tests that need a certain one.
  const { POMELO_GLOBALCHANNEL_ADDON: only } = process.env;
  if (only) return [only];
  return [
    path.join(root, 'native', 'build', 'Release', NAME),
    path.join(root, 'build', 'Release', NAME),
    path.join(root, 'prebuilds', `${process.platform}-${process.arch}`, NAME),
  ].filter(isThere);
}

/** @param {string} file */
function isThere(file) {
  try {
    fs.accessSync(file);
    return true;
  } catch (err) {
    return err.code !== 'ENOENT' && err.code !== 'ENOTDIR';
  }
}
