'use strict';

// Whether musl's loader opens a file, without a Node for musl: a program that has the names of Node and libuv, and dlopen.

const fs = require('fs');
const path = require('path');
const { must, work } = require('./fetch');
const { muslHeaders } = require('./targets');

module.exports = { checkLoader, emulator };

/**
 * @param {import('./targets').Target} target
 * @param {import('./targets').Parts} parts
 * @param {import('./targets').Built} built
 */
async function checkLoader(target, parts, { file }) {
  const folder = path.join(work, target.name);
  const program = path.join(folder, 'opener');
  const stubs = path.join(folder, 'stubs.c');
  const musl = parts.musl[target.arch || ''];
  const libc = path.join(musl, 'lib', target.triple || '', 'libc.so');
  const crt = (/** @type {string} */ name) => path.join(musl, 'usr/lib', target.triple || '', name);
  const listed = await must(target.tools + 'nm', ['--dynamic', '--undefined-only', '--format=posix', file]);
  const names = listed.split('\n').map(line => line.split(' ')[0]).filter(name => /^(napi|node_api|uv)_/.test(name));
  fs.writeFileSync(stubs, names.map(name => `void ${name}(void) {}\n`).join(''));
  await must(target.tools + 'gcc', ['-no-pie', '-rdynamic', '-nostdlib', ...muslHeaders(target, parts),
    crt('crt1.o'), crt('crti.o'), path.join(__dirname, 'opener.c'), stubs, libc, crt('crtn.o'), '-lgcc', '-o', program]);
  const [command, ...args] = [...emulator(target), libc, program, file];
  await must(command, args);
}

/** What runs programs of another processor. @param {import('./targets').Target} target */
function emulator({ name }) {
  return name === 'linux-arm64' ? ['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu'] : [];
}
