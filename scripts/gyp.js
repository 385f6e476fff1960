#!/usr/bin/env node
'use strict';

// npm run gyp: makes native/binding.gyp of binding.gyp. The package has only the former: were there one at its top, each
// `npm ci` would compile it. It is committed, since an install from an address of git runs no script by itself, and a
// script that makes it then is reported by npm as one that was blocked, wherever the package comes from.

const fs = require('fs');
const path = require('path');

const root = path.join(__dirname, '..');
const FILE = path.join(root, 'native', 'binding.gyp');

module.exports = { made, FILE };

if (require.main === module) fs.writeFileSync(FILE, made());

/** The same, but for where src/ is. */
function made() {
  return fs.readFileSync(path.join(root, 'binding.gyp'), 'utf8').replace(/(['" ])src(?=['"/])/g, '$1../src');
}
