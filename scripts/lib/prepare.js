'use strict';

// What `npm test` and `npm run demo` need before they can begin, on a machine that has only Node and npm.
// Done once: a second run finds that nothing has changed and says nothing.

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { setTimeout: sleep } = require('timers/promises');
const { build, isBuilt } = require('./addon');
const { run } = require('./run');
const { provide } = require('./system');
const progress = require('./terminal');

/** Debian packages for building and running the addon. */
const BUILD = /** @type {const} */ (['python3', 'make', 'gcc', 'g++', 'pkg-config', 'libhiredis-dev', 'redis-server', 'openssl']);
/** Those that only the tests need. */
const CHECK = /** @type {const} */ (['clang', 'libclang-rt-dev', 'clang-format', 'valgrind', 'libc6-dbg', 'libuv1-dev']);

module.exports = { prepare, BUILD, CHECK };

const root = path.join(__dirname, '..', '..');

/**
 * Rejects with one error that says what could not be provided.
 *
 * @param {Array<typeof BUILD[number] | typeof CHECK[number]>} packages
 * @param {import('./addon').Variant[]} addons
 */
async function prepare(packages, addons) {
  const unlock = await lock();
  try {
    await provide(packages);
    await installModules();
    for (const addon of addons) {
      if (!isBuilt(addon)) await build(addon);
    }
  } finally {
    unlock();
  }
}

async function installModules() {
  const wanted = crypto.createHash('sha256').update(fs.readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
  const stamp = path.join(root, 'node_modules', '.installed');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return;
  progress.say('installing npm packages');
  const task = progress.begin('installing');
  const done = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root });
  task.end();
  if (!done.ok) throw new Error('npm ci: ' + done.reason + '\n' + done.output);
  fs.writeFileSync(stamp, wanted);
}

/**
 * One process at a time prepares; two demos started together in a fresh clone must not install over each other.
 *
 * @returns {Promise<() => void>} unlocks
 */
async function lock() {
  const file = path.join(root, '.preparing');
  /** @type {import('./progress').Task | null} */
  let waiting = null;
  while (!take(file)) {
    waiting = waiting || progress.begin('waiting for another process that prepares');
    await holderOf(file);
  }
  if (waiting) waiting.end();
  return () => fs.rmSync(file, { force: true });
}

/** @param {string} file @returns {boolean} whether it is this process' now */
function take(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (err) {
    if (/** @type {NodeJS.ErrnoException} */ (err).code !== 'EEXIST') throw err;
    return false;
  }
}

/** @param {string} file whose holder is given some time; removed when the holder is dead */
async function holderOf(file) {
  await sleep(100);
  const pid = Number(fs.existsSync(file) && fs.readFileSync(file, 'utf8'));
  if (pid && !isAlive(pid)) fs.rmSync(file, { force: true });
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (err) {
    return /** @type {NodeJS.ErrnoException} */ (err).code === 'EPERM';
  }
}
