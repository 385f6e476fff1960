'use strict';

// Builds the addon: as users get it, or instrumented by gcc's address and undefined behaviour sanitizers.

const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { run } = require('./run');
const { fingerprint } = require('./sources');
const progress = require('./terminal');

module.exports = { build, isBuilt, sanitizedEnv };

/** @typedef {'release' | 'sanitized'} Variant */

const root = path.join(__dirname, '..', '..');
/** node-gyp builds in <folder>/build. */
const FOLDER = { release: root, sanitized: path.join(root, 'build-sanitized') };
const SANITIZE = '-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g';

/**
 * Builds from scratch; rejects with the compiler's output.
 *
 * @param {Variant} variant
 */
async function build(variant) {
  progress.say('building the addon (%s)', variant);
  const task = progress.begin('building');
  const folder = FOLDER[variant];
  const sanitized = variant === 'sanitized';
  if (sanitized) mirrorSources(folder);
  const done = await run(process.execPath, [nodeGyp(), 'rebuild', '--directory', folder, ...localHeaders()], {
    cwd: root,
    env: sanitized ? { CC: 'gcc', CXX: 'g++', CFLAGS: SANITIZE, LDFLAGS: SANITIZE } : {}
  });
  task.end();
  if (!done.ok) throw new Error('node-gyp: ' + done.reason + '\n' + done.output);
  fs.writeFileSync(stampOf(folder), current());
}

/** @param {Variant} variant */
function isBuilt(variant) {
  const stamp = stampOf(FOLDER[variant]);
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === current();
}

/**
 * The environment in which Node loads the sanitized addon in place of the other. Leaks are not looked for: Node itself
 * frees little at its end, and the tests of the C core look for them.
 *
 * @returns {NodeJS.ProcessEnv}
 */
function sanitizedEnv() {
  return {
    POMELO_GLOBALCHANNEL_ADDON: path.join(FOLDER.sanitized, 'build', 'Release', 'globalchannel.node'),
    LD_PRELOAD: execFileSync('gcc', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim(),
    ASAN_OPTIONS: 'detect_leaks=0:detect_stack_use_after_return=1:strict_string_checks=1',
    UBSAN_OPTIONS: 'print_stacktrace=1'
  };
}

/** @param {string} folder */
function mirrorSources(folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
  for (const name of ['binding.gyp', 'package.json', 'src', 'scripts', 'node_modules']) {
    fs.symlinkSync(path.join('..', name), path.join(folder, name));
  }
}

/** Ours; in a folder that an application has installed, where ours is not, that of the npm which runs this. */
function nodeGyp() {
  try {
    return require.resolve('node-gyp/bin/node-gyp.js', { paths: [root] });
  } catch (err) {
    if (process.env.npm_config_node_gyp) return process.env.npm_config_node_gyp;
    throw err;
  }
}

/** Node's own headers, where it came with them: then nothing is downloaded. */
function localHeaders() {
  const prefix = path.join(path.dirname(process.execPath), '..');
  return fs.existsSync(path.join(prefix, 'include', 'node', 'node_api.h')) ? ['--nodedir=' + prefix] : [];
}

/** @param {string} folder in build/, which a rebuild removes first */
function stampOf(folder) {
  return path.join(folder, 'build', 'fingerprint');
}

/** What an addon is built from. */
function current() {
  return fingerprint(['binding.gyp', 'src'], process.platform, process.arch, process.versions.modules);
}
