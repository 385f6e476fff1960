#!/usr/bin/env node
'use strict';

// npm test: every check of this project, as many at a time as there are processors.
//
//   node scripts/test.js [--all] [step ...]
//
// Provides what it needs first. A step that passes is one line, one that fails shows its output. --all adds the
// long runs and the tests called *.slow.test.js.
// The last line counts tests; a step without tests of its own counts as one.

const path = require('path');
const { parseArgs } = require('util');
const { sanitizedEnv } = require('./lib/addon');
const { prepare, BUILD, CHECK } = require('./lib/prepare');
const { run, inParallel } = require('./lib/run');
const { filesBelow } = require('./lib/sources');

const root = path.join(__dirname, '..');
/** Seconds for a step. */
const LIMIT = { usual: 600, long: 1800 };

/** @typedef {{name: string, command: string[], env?: NodeJS.ProcessEnv, seconds?: number}} Step */

const { values: flags, positionals: wanted } = parseArgs({
  options: { all: { type: 'boolean', default: false } },
  allowPositionals: true
});

// Ends what is running, too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

main().then(failed => {
  process.exitCode = failed ? 1 : 0;
}, err => {
  console.error(err.message);
  process.exitCode = 1;
});

/** @returns {Promise<number>} how many tests failed */
async function main() {
  await prepare([...BUILD, ...CHECK], ['release', 'sanitized']);
  const chosen = steps().filter(step => !wanted.length || wanted.includes(step.name));
  if (!chosen.length) throw new Error('no such step: ' + wanted.join(' '));
  const counts = await inParallel(chosen, perform);
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  console.log('%d passed, %d failed', passed, failed);
  return failed;
}

/** The longest first, so that none is left alone at the end. */
function steps() {
  /** @type {Step[]} */
  const all = [
    { name: 'mocha-sanitized', command: mocha('--ignore', 'test/structure/**', '--timeout', '30000'), env: sanitizedEnv() },
    { name: 'mocha', command: mocha() },
    { name: 'mocha-valgrind', command: valgrind('test/manager/start.test.js') },
    { name: 'c-valgrind', command: node('scripts/ctest.js', '--valgrind') },
    { name: 'c-gcc', command: node('scripts/ctest.js', '--cc', 'gcc', '--sanitize') },
    { name: 'c-clang', command: node('scripts/ctest.js', '--cc', 'clang', '--sanitize') },
    { name: 'fuzz', command: node('scripts/fuzz.js', '--seconds', '10') },
    { name: 'types', command: tool('typescript/bin/tsc', '--noEmit') },
    { name: 'lint', command: tool('eslint/bin/eslint.js', '--max-warnings', '0', '.') },
    { name: 'format', command: ['clang-format', '--dry-run', '-Werror', ...formatted()] }
  ];
  return flags.all ? longSteps().concat(all) : all;
}

/** @returns {Step[]} */
function longSteps() {
  return [
    { name: 'soak', command: node('soak/run.js', '--minutes', '5'), seconds: LIMIT.long },
    { name: 'fuzz-long', command: node('scripts/fuzz.js', '--seconds', '300'), seconds: LIMIT.long },
    { name: 'life-valgrind', command: valgrind('test/whole/lifetime.test.js', 'test/manager/*.test.js'), seconds: LIMIT.long }
  ];
}

/** @param {string[]} args */
function node(...args) {
  return [process.execPath, ...args];
}

/** @param {string} script in node_modules @param {string[]} args */
function tool(script, ...args) {
  return node(path.join('node_modules', script), ...args);
}

/** @param {string[]} args */
function mocha(...args) {
  const slow = flags.all ? [] : ['--ignore', 'test/**/*.slow.test.js'];
  return tool('mocha/bin/mocha.js', '--reporter', 'dot', '--forbid-only', ...slow, ...args, 'test/**/*.test.js');
}

/**
 * The release addon in a Node, and the Nodes that it starts, under valgrind.
 *
 * @param {string[]} files
 */
function valgrind(...files) {
  const skipped = '--trace-children-skip=*redis-server,*setpriv,*/cc,*gcc*';
  const checks = ['--quiet', '--error-exitcode=99', '--trace-children=yes', skipped, '--smc-check=all-non-file'];
  return ['valgrind', ...checks, ...tool('mocha/bin/mocha.js', '--reporter', 'dot', '--timeout', '200000', ...files)];
}

function formatted() {
  return ['src', 'test/c', 'fuzz'].flatMap(filesBelow).filter(file => /\.[ch]$/.test(file));
}

/** @param {Step} step */
async function perform(step) {
  const seconds = step.seconds || (flags.all ? LIMIT.long : LIMIT.usual);
  const done = await run(step.command[0], step.command.slice(1), { cwd: root, env: step.env, seconds });
  const count = counted(done);
  const took = (done.ms / 1000).toFixed(1);
  if (done.ok) console.log('ok      %s (%d, %s s)', step.name.padEnd(16), count.passed, took);
  else console.log('FAILED  %s (%s, %s s)\n%s', step.name.padEnd(16), done.reason, took, telling(done.output));
  return count;
}

/** Mocha's report of a failed run without the dots and log lines above it; any other output as it is. @param {string} output */
function telling(output) {
  const summary = output.search(/^ *\d+ passing\b/m);
  return summary < 0 ? output : output.slice(summary);
}

/**
 * What mocha ("12 passing", "1 failing") or the runner of the C tests ("12 passed, 1 failed") counted.
 * A step that failed without saying so has one failure.
 *
 * @param {import('./lib/run').Outcome} done
 */
function counted(done) {
  const passed = last(/^\s*(\d+) pass(?:ing|ed)\b/gm, done.output);
  const failed = last(/^\s*(?:\d+ passed, )?(\d+) fail(?:ing|ed)\b/gm, done.output);
  if (done.ok) return { passed: passed === null ? 1 : passed, failed: 0 };
  return { passed: passed || 0, failed: failed || 1 };
}

/** @param {RegExp} pattern @param {string} text @returns {number | null} the number that its last match found */
function last(pattern, text) {
  const matches = [...text.matchAll(pattern)];
  return matches.length ? Number(matches[matches.length - 1][1]) : null;
}
