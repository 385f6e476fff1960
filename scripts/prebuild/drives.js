'use strict';

// Drives the files through the plugin as it is packed, in every Node that they are for, against a real Redis.

const fs = require('fs');
const path = require('path');
const { startRedis } = require('../../test/support/redis');
const { inParallel, run } = require('../lib/run');
const progress = require('../lib/terminal');
const { fetchNode, must, work } = require('./fetch');
const { emulator } = require('./loaders');

const root = path.join(__dirname, '..', '..');
/**
 * Releases of Node that npm has. 12.22, the oldest with Node-API 8, it has for Linux on x64 only.
 *
 * @type {Record<string, string[]>}
 */
const NODES = {
  'linux-x64': ['12.22.12', '14.21.3', '16.20.2', '18.20.8', '20.20.2', '22.23.3', '24.21.0', '26.10.0'],
  'linux-arm64': ['14.21.3', '20.20.2'],
  'win32-x64': ['14.21.3', '20.20.2']
};
const WINE = '/usr/lib/wine/wine64';
/** Seconds for one Node; an emulated one is slow. */
const LIMIT = 300;

module.exports = { drive, NODES };

/** @param {import('./targets').Target[]} targets those that were built */
async function drive(targets) {
  const folder = stage();
  const redis = await startRedis();
  const runs = targets.flatMap(target => NODES[target.name].flatMap(version => programsOf(target)
    .map(program => ({ target, version, program }))));
  const failed = await inParallel(runs, each => driveOne(each, folder, redis.port));
  await redis.kill();
  if (failed.some(Boolean)) throw new Error(failed.filter(Boolean).join('\n'));
}

/** The plugin as a user has it, without a build of one's own. */
function stage() {
  const folder = path.join(work, 'stage');
  fs.rmSync(folder, { recursive: true, force: true });
  for (const name of ['package.json', 'index.js', 'lib', 'prebuilds', 'test/drive', 'node_modules/pomelo-logger',
    ...loggersOwn()]) {
    fs.cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  return folder;
}

/** What the one dependency depends on. @returns {string[]} */
function loggersOwn() {
  const { packages } = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const found = new Set(['node_modules/pomelo-logger']);
  for (const name of found) {
    for (const inner of Object.keys(packages[name].dependencies || {})) found.add('node_modules/' + inner);
  }
  return [...found].filter(name => packages[name]);
}

/** The files for Windows also load in a program of another name. @param {import('./targets').Target} target */
function programsOf({ os }) {
  return os === 'win' ? ['node.exe', 'game.exe'] : ['node'];
}

/**
 * @param {{target: import('./targets').Target, version: string, program: string}} run
 * @param {string} folder
 * @param {number} port
 * @returns {Promise<string>} what failed; nothing when nothing did
 */
async function driveOne({ target, version, program }, folder, port) {
  const windows = target.os === 'win';
  const bin = path.join(await fetchNode(`node-${windows ? 'win-x64' : target.name}@${version}`), 'bin');
  const executable = path.join(bin, program);
  if (!fs.existsSync(executable)) fs.copyFileSync(path.join(bin, 'node.exe'), executable);
  const about = `${target.name} in ${program} ${version}`;
  const report = path.join(work, about.replace(/ /g, '-') + '.txt');
  const command = [...windows ? [WINE] : emulator(target), executable, 'test/drive/drive.js', String(port)];
  const task = progress.begin('driving ' + about);
  // Node for Windows fails on a pipe as its output under wine.
  const done = await run('sh', ['-c', 'exec "$@" > "$0" 2>&1', report, ...command], { cwd: folder, env: environment(), seconds: LIMIT });
  task.end();
  if (!done.ok) return `${about}: ${done.reason}\n${fs.readFileSync(report, 'utf8').trim()}`;
  progress.say('%s: ok (%s s)', about, (done.ms / 1000).toFixed(1));
  return '';
}

/** A Windows of its own, without windows. */
function environment() {
  return { WINEPREFIX: path.join(work, 'wine'), WINEDEBUG: '-all', WINEDLLOVERRIDES: 'mscoree,mshtml=', DISPLAY: '' };
}

/** Node refuses a Windows older than 10. */
drive.prepareWine = async () => {
  if (fs.existsSync(path.join(work, 'wine', 'ready'))) return;
  const key = ['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'];
  await must(WINE, key, { env: environment(), seconds: LIMIT });
  fs.writeFileSync(path.join(work, 'wine', 'ready'), '');
};
