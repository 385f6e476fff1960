'use strict';

// Releases of Node from npm's packages of them, kept in build-matrix/node.

const fs = require('fs');
const path = require('path');
const { run } = require('../lib/run');
const progress = require('../lib/terminal');

const CACHE = path.join(__dirname, '..', '..', 'build-matrix', 'node');
const PACKAGE = `node-${process.platform}-${process.arch}`;
/** @type {Record<number, string>} where the newest of a major is not what is promised */
const RANGES = { 12: '12.22' };

module.exports = { fetchNode, newestOf };

/**
 * The newest of a major version.
 *
 * @param {number} major
 * @returns {Promise<{file: string, version: string} | null>} null: npm has none
 */
async function fetchNode(major) {
  const version = await newest(RANGES[major] || String(major));
  if (!version) return null;
  const folder = path.join(CACHE, version);
  if (!fs.existsSync(folder)) await fetch(version, folder);
  return { file: path.join(folder, 'bin', 'node'), version };
}

/** @param {string} range @returns {Promise<string | undefined>} */
async function newest(range) {
  const done = await run('npm', ['view', `${PACKAGE}@${range}`, 'version', '--json'], { seconds: 120 });
  if (/\bE404\b/.test(done.output)) return undefined;
  if (!done.ok) throw new Error(`npm view ${PACKAGE}@${range}: ${done.reason}\n${done.output}`);
  return newestOf(done.output);
}

/** @param {string} json what npm says: a list, one version, or nothing @returns {string | undefined} */
function newestOf(json) {
  const found = /** @type {string[]} */ ([]).concat(json.trim() ? JSON.parse(json) : []);
  return found.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).pop();
}

/** The folder is there when all of it is. @param {string} version @param {string} folder */
async function fetch(version, folder) {
  const task = progress.begin('fetching Node ' + version);
  const half = folder + '.half';
  fs.rmSync(half, { recursive: true, force: true });
  fs.mkdirSync(half, { recursive: true });
  await must('npm', ['pack', `${PACKAGE}@${version}`, '--pack-destination', half], half);
  const [archive] = fs.readdirSync(half);
  await must('tar', ['xzf', archive, '--strip-components=1'], half);
  fs.rmSync(path.join(half, archive));
  fs.renameSync(half, folder);
  task.end();
}

/** @param {string} command @param {string[]} args @param {string} cwd */
async function must(command, args, cwd) {
  const done = await run(command, args, { cwd });
  if (!done.ok) throw new Error(`${command} ${args.join(' ')}: ${done.reason}\n${done.output}`);
}
