'use strict';

// The field `exports` of package.json: what an application may require. Each file of lib is listed, with and without its
// ending, since applications reach into lib, and Node 12 knows no patterns with an ending.

const path = require('path');
const { filesBelow } = require('./sources');

module.exports = { exportsOf };

/** @returns {Record<string, string | { types: string, default: string }>} */
function exportsOf() {
  const index = { types: './index.d.ts', default: './index.js' };
  const pinus = { types: './pinus.d.ts', default: './pinus.js' };
  const own = { '.': index, './index': index, './index.js': index, './pinus': pinus, './pinus.js': pinus };
  const files = filesBelow('lib').map(file => './' + file.split(path.sep).join('/')).sort();
  const below = files.flatMap(file => [[file.replace(/\.js$/, ''), file], [file, file]]);
  return { ...own, ...Object.fromEntries(below), './package.json': './package.json' };
}
