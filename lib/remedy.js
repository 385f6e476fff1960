'use strict';

const fs = require('fs');
const path = require('path');

module.exports = { remedy };

/** What compiling needs, by what a Linux says it is or is like, and elsewhere by `process.platform`. */
const NEEDS = [
  [/debian|ubuntu/, '`apt-get install python3 make gcc g++ pkg-config libhiredis-dev`'],
  [/fedora|rhel|centos/, '`dnf install python3 make gcc gcc-c++ pkgconf-pkg-config hiredis-devel`'],
  [/alpine/, '`apk add python3 make gcc g++ pkgconf hiredis-dev`'],
  [/darwin/, '`xcode-select --install` and `brew install pkg-config hiredis`'],
  [/win32/, 'Python 3, the C++ build tools of Visual Studio, and HIREDIS_SOURCE, the path of a folder with the sources of hiredis'],
  [/./, 'Python 3, make, a compiler for C and C++, pkg-config and hiredis with its headers'],
];

/**
 * What to do, so that the addon can be loaded.
 *
 * @param {string} root the package's folder
 * @param {any[]} causes why each file that is there cannot be
 * @returns {string} without a line break
 */
function remedy(root, causes) {
  const codes = causes.map((cause) => cause && cause.code);
  const restricted = 'permission' in process; // Node's permission model is on
  if (codes.includes('ERR_ACCESS_DENIED')) return `start Node with \`--allow-fs-read=${root}\` and \`--allow-addons\``;
  if (codes.includes('ERR_DLOPEN_DISABLED')) return restricted ? 'start Node with `--allow-addons`' : 'start Node without `--no-addons`';
  return `${command(root)} compiles it, which needs ${needs()}`;
}

/**
 * The one command, and where to give it. The package's folder has the name by which it was installed, which is not
 * always its own; npm finds it by that name only where it lies as npm itself puts it.
 *
 * @param {string} root
 */
function command(root) {
  if (fs.existsSync(path.join(root, 'binding.gyp'))) return `\`npm run build\` in ${root}`;
  const [, above, name] = /^(.*)[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)$/.exec(root) || [];
  if (!name || /[\\/]node_modules([\\/]|$)/.test(above)) return `\`npm --prefix "${root}" run compile\``;
  return `\`npm explore ${name.replace('\\', '/')} -- npm run compile\` in ${above || path.sep}`;
}

function needs() {
  const system = process.platform === 'linux' ? distribution() : process.platform;
  return NEEDS.filter(([pattern]) => /** @type {RegExp} */ (pattern).test(system))[0][1];
}

/** @returns {string} never empty */
function distribution() {
  try {
    const lines = fs.readFileSync('/etc/os-release', 'utf8').split('\n');
    return lines.filter((line) => /^ID(_LIKE)?=/.test(line)).join(' ') || 'linux';
  } catch {
    return 'linux';
  }
}
