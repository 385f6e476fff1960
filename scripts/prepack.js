#!/usr/bin/env node
'use strict';

// npm pack and npm publish run this first: a package has the prebuilt files of just these sources, or is not made.

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { made, FILE } = require('./gyp');
const { fingerprint } = require('./lib/fingerprint');
const { HIREDIS } = require('./prebuild/fetch');

const folder = path.join(__dirname, '..', 'prebuilds');
const FILES = ['linux-x64', 'linux-arm64', 'win32-x64'].map(name => name + '/globalchannel.node');

const wrong = check();
if (wrong) console.error('not packed: %s', wrong);
process.exitCode = wrong ? 1 : 0;

/** What is not as it has to be, and what to do; '' when all is. */
function check() {
  const again = '; `npm run prebuild` makes them all';
  const missing = ['fingerprint.json', ...FILES].find(name => !fs.existsSync(path.join(folder, name)));
  if (missing) return 'prebuilds/' + missing + ' is missing' + again;
  const { sources, hiredis, files } = JSON.parse(fs.readFileSync(path.join(folder, 'fingerprint.json'), 'utf8'));
  if (sources !== fingerprint()) return 'the files of prebuilds/ are of other sources than src/ and binding.gyp' + again;
  if (hiredis !== HIREDIS.release) return `the files of prebuilds/ have hiredis ${hiredis} in them, not ${HIREDIS.release}` + again;
  const other = FILES.find(name => files[name] !== sum(path.join(folder, name)));
  if (other) return 'prebuilds/' + other + ' is not the file that prebuilds/fingerprint.json was written for' + again;
  const current = fs.existsSync(FILE) && fs.readFileSync(FILE, 'utf8') === made();
  return current ? '' : 'native/binding.gyp is not that of binding.gyp; `npm run gyp` makes it';
}

/** @param {string} file */
function sum(file) {
  return crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}
