#!/usr/bin/env node
'use strict';

// npm test: every check of this project, as many at a time as there are processors.
//
//   node scripts/test.js [--all] [step ...]
//
// Provides what it needs first. A step that passes is one line, one that fails shows what failed, in short. --all adds the
// long runs and the tests called *.slow.test.js.
// The last line counts tests; a step without tests of its own counts as one.

const path = require('path');
const { parseArgs } = require('util');
const { sanitizedEnv } = require('./lib/addon');
const { ctests } = require('./lib/ctests');
const { keep, tell } = require('./lib/failures');
const { mocha, testFiles, usesMuchOfIt } = require('./lib/mocha');
const { prepare, BUILD, CHECK } = require('./lib/prepare');
const { run, inParallel } = require('./lib/run');
const { filesBelow } = require('./lib/sources');
const progress = require('./lib/terminal');
const { prebuilt } = require('../test/package/tarball');

const root = path.join(__dirname, '..');
/** It says what it packs. */
const INSTALL = path.join('test', 'package', 'install.test.js');
/** Of what eslint has found right, by what is in the files. */
const CACHE = ['--cache', '--cache-strategy', 'content', '--cache-location', path.join('build-test', 'eslint')];
/** Seconds for a program. */
const LIMIT = { usual: 600, long: 1800, matrix: 7200 };

/**
 * @typedef {import('./lib/progress').Task} Task
 * @typedef {import('./lib/failures').Result} Result
 * @typedef {{name: string, perform: (task: Task) => Promise<Result>}} Step
 */

const { values: flags, positionals: wanted } = parseArgs({
  options: { all: { type: 'boolean', default: false } },
  allowPositionals: true
});
const whole = Boolean(flags.all);
const seconds = whole ? LIMIT.long : LIMIT.usual;

main().then(failed => {
  process.exitCode = failed ? 1 : 0;
}, err => {
  progress.say('%s', err.message);
  process.exitCode = 1;
});

/** @returns {Promise<number>} how many tests failed */
async function main() {
  await prepare([...BUILD, ...CHECK], ['release', 'sanitized']);
  const chosen = steps().filter(step => !wanted.length || wanted.includes(step.name));
  if (!chosen.length) throw new Error('no such step: ' + wanted.join(' '));
  progress.expect('steps', chosen.length);
  const results = await inParallel(chosen, perform);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failures.length, 0);
  progress.say('%d passed, %d failed', passed, failed);
  return failed;
}

/** The longest first, so that none is left alone at the end. */
function steps() {
  const files = testFiles(whole).filter(file => file !== INSTALL);
  /** @type {Step[]} */
  const all = [
    step('mocha-sanitized', task => mocha(task, files.filter(file => usesMuchOfIt(file, whole)), { env: sanitizedEnv(), seconds })),
    step('mocha', task => mocha(task, files, { seconds })),
    step('install', install),
    step('mocha-valgrind', task => valgrind(task, ['test/manager/start.test.js'])),
    step('c-valgrind', task => ctests(task, { cc: 'gcc', sanitize: false, valgrind: true, whole })),
    step('c-gcc', task => ctests(task, { cc: 'gcc', sanitize: true, valgrind: false })),
    step('c-clang', task => ctests(task, { cc: 'clang', sanitize: true, valgrind: false })),
    program('fuzz', node('scripts/fuzz.js', '--seconds', '5')),
    program('types', node('scripts/types.js')),
    program('lint', tool('eslint/bin/eslint.js', ...CACHE, '--max-warnings', '0', '.')),
    program('format', ['clang-format', '--dry-run', '-Werror', ...formatted()])
  ];
  return whole ? longSteps().concat(all) : all;
}

/** @returns {Step[]} */
function longSteps() {
  return [
    program('soak', node('soak/run.js', '--minutes', '5')),
    program('types-old', node('scripts/types.js', '--old')),
    program('fuzz-long', node('scripts/fuzz.js', '--seconds', '300')),
    programs('matrix', [node('scripts/prebuild.js'), node('scripts/matrix.js'), node('scripts/matrix.js', '--debian', 'trixie')]),
    step('life-valgrind', task => valgrind(task, testFiles(true).filter(file => /^test\/(whole\/lifetime|manager\/)/.test(file))))
  ];
}

/** @param {string} name @param {Step['perform']} perform @returns {Step} */
function step(name, perform) {
  return { name, perform };
}

/** A step that passes when its program does. @param {string} name @param {string[]} command @returns {Step} */
function program(name, command) {
  return programs(name, [command], seconds);
}

/** One after the other, until one fails. What they skip is told. @param {string} name @param {string[][]} commands @returns {Step} */
function programs(name, commands, seconds = LIMIT.matrix) {
  return step(name, async () => {
    for (const [command, ...args] of commands) {
      const done = await run(command, args, { cwd: root, seconds });
      for (const line of done.output.match(/^skipped .*$/gm) || []) progress.say('%s', line);
      if (!done.ok) return { passed: 0, failures: [keep(name, name + ': ' + done.reason, done.output)] };
    }
    return { passed: commands.length, failures: [] };
  });
}

/** @param {string[]} args */
function node(...args) {
  return [process.execPath, ...args];
}

/** @param {string} script in node_modules @param {string[]} args */
function tool(script, ...args) {
  return node(path.join('node_modules', script), ...args);
}

/** @param {Task} task */
async function install(task) {
  if (!prebuilt()) progress.say('prebuilds/ is not there, or of other sources: the addon that was built here is packed and installed');
  return mocha(task, [INSTALL], { seconds });
}

/** The release addon in a Node, and the Nodes that it starts, under valgrind. @param {Task} task @param {string[]} files */
function valgrind(task, files) {
  const skipped = '--trace-children-skip=*redis-server,*setpriv,*/cc,*gcc*';
  const suppressed = '--suppressions=' + path.join(root, 'scripts', 'lib', 'valgrind.supp');
  const checks = ['--quiet', '--error-exitcode=99', '--trace-children=yes', skipped, suppressed, '--smc-check=all-non-file'];
  return mocha(task, files, { under: ['valgrind', ...checks], seconds: LIMIT.long });
}

function formatted() {
  return ['src', 'test/c', 'fuzz'].flatMap(filesBelow).filter(file => /\.[ch]$/.test(file));
}

/** @param {Step} step */
async function perform({ name, perform }) {
  const began = Date.now();
  const task = progress.begin(name);
  const result = await perform(task);
  progress.steps.done++;
  task.end();
  const took = ((Date.now() - began) / 1000).toFixed(1);
  if (!result.failures.length) progress.say('ok      %s (%d, %s s)', name.padEnd(16), result.passed, took);
  else progress.say('FAILED  %s (%d of %d, %s s)', name.padEnd(16), result.failures.length, result.passed + result.failures.length, took);
  for (const failure of result.failures) progress.say('\n%s', tell(failure));
  return result;
}
