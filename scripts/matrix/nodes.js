'use strict';

// The tests on releases of Node: those of mocha where it runs, elsewhere a plain script of every method and the main faults.

const path = require('path');
const { startRedis } = require('../../test/support/redis');
const { keep } = require('../lib/failures');
const { mocha, testFiles, usesTheAddon } = require('../lib/mocha');
const { run } = require('../lib/run');
const progress = require('../lib/terminal');
const { fetchNode } = require('./fetch');
const { hasPrebuilt, makeFolder, PREBUILT } = require('./folder');

/** @typedef {import('../matrix').Row} Row */
/** @typedef {{file: string, version: string}} Node file: the program */

/** The even ones, from the first that has Node-API 8. */
const MAJORS = [12, 14, 16, 18, 20, 22, 24, 26];
/** mocha 11 and the tests need it. */
const MOCHA_FROM = 18;
/** Seconds for the script, and for one file of tests. */
const LIMIT = { drive: 300, mocha: 900 };

module.exports = { onNodes, MAJORS };

/** @param {number[]} majors @returns {AsyncGenerator<Row>} */
async function* onNodes(majors) {
  const addon = hasPrebuilt() ? 'prebuilt' : 'compiled';
  if (addon === 'compiled') yield skipped('prebuilt addon', `no ${PREBUILT}, which npm run prebuild makes; a compiled one takes its place`);
  const folder = makeFolder(addon);
  for (const major of majors) {
    const node = await fetchNode(major);
    if (node) yield await onNode(node, folder, addon);
    else yield skipped('Node ' + major, 'npm does not have it for this system');
  }
  const current = { file: process.execPath, version: process.versions.node };
  if (addon === 'prebuilt' && majors.includes(majorOf(current))) yield await onNode(current, makeFolder('compiled'), 'compiled');
}

/** @param {Node} node @param {string} folder @param {string} addon @returns {Promise<Row>} */
async function onNode(node, folder, addon) {
  const where = `Node ${node.version}, ${addon} addon`;
  const task = progress.begin(where);
  try {
    if (majorOf(node) < MOCHA_FROM) return { where, what: 'drive', ...await drive(task, node, folder) };
    const env = { PATH: path.dirname(node.file) + path.delimiter + process.env.PATH };
    const files = testFiles(false).filter(usesTheAddon);
    return { where, what: 'mocha', ...await mocha(task, files, { node: node.file, root: folder, env, seconds: LIMIT.mocha }) };
  } finally {
    task.end();
  }
}

/**
 * @param {import('../lib/progress').Task} task
 * @param {Node} node
 * @param {string} cwd
 * @returns {Promise<import('../lib/failures').Result>}
 */
async function drive(task, node, cwd) {
  const redis = await startRedis();
  try {
    const done = await run(node.file, ['test/drive/drive.js', String(redis.port)], { cwd, seconds: LIMIT.drive });
    return done.ok ? { passed: 1, failures: [] } : { passed: 0, failures: [keep(task.name, task.name + ': ' + done.reason, done.output)] };
  } finally {
    await redis.stop();
  }
}

/** @param {Node} node */
function majorOf({ version }) {
  return Number(version.split('.')[0]);
}

/** @param {string} where @param {string} why @returns {Row} */
function skipped(where, why) {
  return { where, what: '', passed: 0, failures: [], skipped: why };
}
