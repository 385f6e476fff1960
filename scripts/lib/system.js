'use strict';

// Programs and libraries of the system: which are missing, and on Debian and its kin, installing them.

const { spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { run } = require('./run');
const progress = require('./terminal');

module.exports = { mirror, provide };

/** What each Debian package is looked for by, so that other systems are served too when they have it. */
const FOUND = {
  'python3': () => onPath('python3'),
  'make': () => onPath('make'),
  'gcc': () => onPath('gcc'),
  'g++': () => onPath('g++'),
  'pkg-config': () => onPath('pkg-config'),
  'redis-server': () => onPath('redis-server'),
  'openssl': () => onPath('openssl'),
  'clang': () => onPath('clang'),
  'clang-format': () => onPath('clang-format'),
  'valgrind': () => onPath('valgrind'),
  'debootstrap': () => onPath('debootstrap'),
  'libhiredis-dev': () => succeeds('pkg-config', ['--exists', 'hiredis']),
  'libuv1-dev': () => succeeds('pkg-config', ['--exists', 'libuv']),
  // valgrind on Debian cannot do without the symbols of the dynamic linker.
  'libc6-dbg': () => process.platform !== 'linux' || !onPath('apt-get') || succeeds('dpkg', ['-s', 'libc6-dbg']),
  'libclang-rt-dev': hasClangRuntime,
  'gcc-aarch64-linux-gnu': () => onPath('aarch64-linux-gnu-gcc'),
  'libc6-dev-arm64-cross': () => fs.existsSync('/usr/aarch64-linux-gnu/include/stdio.h'),
  'libstdc++6-arm64-cross': () => fs.existsSync('/usr/aarch64-linux-gnu/lib/libstdc++.so.6'),
  'gcc-mingw-w64-x86-64': () => onPath('x86_64-w64-mingw32-gcc'),
  'qemu-user-static': () => onPath('qemu-aarch64-static'),
  'wine64': () => fs.existsSync('/usr/lib/wine/wine64')
};

/**
 * Makes sure that everything is there, or rejects with one error that names what is missing.
 *
 * @param {Array<keyof typeof FOUND>} packages
 */
async function provide(packages) {
  let missing = packages.filter(name => !FOUND[name]());
  if (missing.length && onPath('apt-get')) {
    await install(missing);
    missing = missing.filter(name => !FOUND[name]());
  }
  if (missing.length) throw new Error('missing on this system (names as in Debian): ' + missing.join(' '));
}

/** @returns {string} where this system has its packages from: no mirror is better than the one that its owner chose */
function mirror() {
  const asked = ['indextargets', '--format', '$(COMPONENT) $(SITE)', 'Created-By: Packages'];
  const { status, stdout } = spawnSync('apt-get', asked, { encoding: 'utf8' });
  const [, site] = status === 0 && /^main (\S+)$/m.exec(stdout) || [];
  if (!site) throw new Error('this system does not say where it has its packages from: apt-get indextargets names no mirror of Debian');
  return site;
}

/** Installs without starting services: nothing but the tests and the demo are to run the Redis that this brings. */
const INSTALL = `
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    trap 'rm -f $policy' EXIT
    trap 'exit 1' INT TERM HUP
    printf '#!/bin/sh\\nexit 101\\n' > $policy
    chmod 755 $policy
  fi
  export DEBIAN_FRONTEND=noninteractive
  install() { apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@"; }
  install "$@" || { apt-get update -qq && install "$@"; }
`;

/** @param {string[]} packages */
async function install(packages) {
  progress.say('installing %s', packages.join(' '));
  const asRoot = process.getuid && process.getuid() === 0 ? [] : process.stdin.isTTY ? ['sudo'] : ['sudo', '-n'];
  const [command, ...args] = [...asRoot, 'sh', '-c', INSTALL, 'sh', ...packages];
  const task = progress.begin('installing');
  const done = await run(command, args, { installs: true });
  task.end();
  if (!done.ok) progress.say('%s', done.output || done.reason);
}

/** @param {string} program */
function onPath(program) {
  return (process.env.PATH || '').split(path.delimiter).some(dir => fs.existsSync(path.join(dir, program)));
}

/** @param {string} program @param {string[]} args */
function succeeds(program, args) {
  return spawnSync(program, args).status === 0;
}

function hasClangRuntime() {
  const dir = spawnSync('clang', ['--print-runtime-dir'], { encoding: 'utf8' }).stdout;
  return Boolean(dir) && fs.existsSync(dir.trim()) &&
    fs.readdirSync(dir.trim()).some(name => name.startsWith('libclang_rt.asan'));
}
