'use strict';

// node hiredis.js source|include|libs - where the build finds hiredis, for binding.gyp.
//
// HIREDIS_SOURCE is a folder with the sources of a release: its reader is compiled in, and nothing is linked. Else pkg-config
// knows it, and it is linked statically where libhiredis.a exists. Says so, or what to install, on standard error.
// Whatever Node a user has runs this: Node 12's JavaScript only.

const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');

const NAME = 'pomelo-globalchannel-native: ';
const { HIREDIS_SOURCE } = process.env;
/** The reader's files. */
const READER = ['alloc.c', 'hiredis.h', 'read.c', 'sds.c'];
const HOW = `HIREDIS_SOURCE is to be the absolute path of a folder with the sources of hiredis 1.0 or later, as in
https://github.com/redis/hiredis/releases`;
const INSTALL = `hiredis or pkg-config was not found. Install them and build again:

  Debian, Ubuntu   apt-get install libhiredis-dev pkg-config
  Fedora           dnf install hiredis-devel pkgconf-pkg-config
  Alpine           apk add hiredis-dev pkgconf
  macOS            brew install hiredis pkg-config

Or build with its sources: ${HOW}`;
const WINDOWS = `Windows has no hiredis. Unpack its sources, set HIREDIS_SOURCE and build again.
${HOW}`;

const answers = { source, include, libs };
try {
  console.log(answers[process.argv[2]]());
} catch (err) {
  console.error('\n' + NAME + err.message + '\n');
  process.exitCode = 1;
}

/** The folder that is compiled in; nothing where the system's hiredis is linked. */
function source() {
  if (!HIREDIS_SOURCE && process.platform === 'win32') throw new Error(WINDOWS);
  if (!HIREDIS_SOURCE) return '';
  const missing = READER.filter(name => !fs.existsSync(path.join(HIREDIS_SOURCE, name)));
  if (!path.isAbsolute(HIREDIS_SOURCE)) throw new Error(`HIREDIS_SOURCE is ${HIREDIS_SOURCE}, which is not absolute. ${HOW}`);
  if (missing.length) throw new Error(`HIREDIS_SOURCE is ${HIREDIS_SOURCE}, where ${missing.join(', ')} cannot be found. ${HOW}`);
  console.error(NAME + 'hiredis of ' + HIREDIS_SOURCE + ', compiled in');
  return HIREDIS_SOURCE.replace(/\\/g, '/');
}

/** <hiredis/hiredis.h> is asked for, also where pkg-config names its folder. */
function include() {
  return pkgConfig('--variable=includedir').replace(/\/hiredis$/, '');
}

function libs() {
  const file = archive();
  console.error(NAME + 'hiredis ' + pkgConfig('--modversion') + (file ? ', static' : ', dynamic'));
  return file || pkgConfig('--libs');
}

/** pkg-config's folders are not always where the files are (Debian's are in one of the architecture): the compiler is asked. */
function archive() {
  const [cc, ...args] = (process.env.CC || 'cc').split(/\s+/);
  const folders = pkgConfig('--libs-only-L').split(/\s+/).filter(Boolean);
  const file = execFileSync(cc, [...args, ...folders, '-print-file-name=libhiredis.a'], { encoding: 'utf8' }).trim();
  return fs.existsSync(file) ? file : '';
}

/** @param {string} what */
function pkgConfig(what) {
  try {
    return execFileSync('pkg-config', [what, 'hiredis'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    throw new Error(INSTALL);
  }
}
