#!/usr/bin/env node
'use strict';

// npm run matrix: the tests on every Node and every Debian that is promised.
//
//   node scripts/matrix.js [--node 12,24] [--debian trixie,sid]
//
// Each Node is fetched from npm and gets the prebuilt addon; this one gets a compiled one as well. With --debian alone only those
// systems: with their compiler, hiredis, Node and Redis, and then with valkey. What npm or this machine does not have is
// skipped aloud. The last lines are a table; what failed is told before it, and makes the exit code 1.

const { parseArgs } = require('util');
const { tell } = require('./lib/failures');
const { prepare, BUILD } = require('./lib/prepare');
const progress = require('./lib/terminal');
const { onDebian } = require('./matrix/debian');
const { onNodes, MAJORS } = require('./matrix/nodes');
const { table } = require('./matrix/table');

/**
 * @typedef {object} Row
 * @property {string} where
 * @property {string} what is tested
 * @property {number} passed
 * @property {import('./lib/failures').Failure[]} failures
 * @property {string} [skipped] why nothing was tested
 */

const { values: flags } = parseArgs({ options: { node: { type: 'string' }, debian: { type: 'string' } } });

main().then(failed => {
  process.exitCode = failed ? 1 : 0;
}, err => {
  progress.say('%s', err.message);
  process.exitCode = 1;
});

/** @returns {Promise<boolean>} whether something failed */
async function main() {
  const majors = flags.node ? listOf(flags.node).map(Number) : flags.debian ? [] : MAJORS;
  const suites = listOf(flags.debian || '');
  await prepare([...BUILD], ['release']);
  /** @type {Row[]} */
  const rows = [];
  for await (const row of allOf(majors, suites)) {
    rows.push(row);
    show(row);
  }
  progress.say('\n%s', table(rows));
  return rows.some(row => row.failures.length);
}

/** @param {number[]} majors @param {string[]} suites @returns {AsyncGenerator<Row>} */
async function* allOf(majors, suites) {
  if (majors.length) yield* onNodes(majors);
  for (const suite of suites) yield* onDebian(suite);
}

/** @param {Row} row */
function show({ where, what, passed, failures, skipped }) {
  if (skipped) return progress.say('skipped %s: %s', where, skipped);
  if (!failures.length) return progress.say('ok      %s, %s (%d)', where, what, passed);
  progress.say('FAILED  %s, %s (%d of %d)', where, what, failures.length, passed + failures.length);
  for (const failure of failures) progress.say('\n%s', tell(failure));
}

/** @param {string} text */
function listOf(text) {
  return text.split(',').map(word => word.trim()).filter(Boolean);
}
