#!/usr/bin/env node
'use strict';

// npm run steady: whether the tests are green on a busy machine, every time.
//
//   node scripts/steady.js --runs N [--anew] [name ...]
//
// Runs the JavaScript tests and those of the C core N times while as many processes as there are processors do nothing but
// spin, and tells which tests failed how often; a crash, and what does not end, is a failure as well. It can be stopped at any
// time: the same command goes on where it was, a run that was cut short does not count. What it has collected lies in
// build-steady/, a file for each state of the sources; --anew forgets that of this one. Names, for trying this script itself,
// are those of JavaScript tests (test/options.test.js) and C tests (flight); their runs are kept apart.

const os = require('os');
const path = require('path');
const { parseArgs } = require('util');
const { ctests } = require('./lib/ctests');
const { mocha, testFiles } = require('./lib/mocha');
const { prepare, BUILD, CHECK } = require('./lib/prepare');
const { fingerprint } = require('./lib/sources');
const { spin } = require('./lib/spin');
const Steady = require('./lib/steady');
const progress = require('./lib/terminal');

/** Everything that a run's outcome may depend on. */
const TESTED = ['src', 'lib', 'test', 'scripts', 'index.js', 'binding.gyp', 'package-lock.json', '.mocharc.json'];

const root = path.join(__dirname, '..');

main().catch(err => {
  progress.say('%s', err.message);
  process.exitCode = 1;
});

async function main() {
  const { runs, anew, names } = asked();
  const print = () => fingerprint(TESTED, process.version, process.arch, names);
  const steady = new Steady(path.join(root, 'build-steady'), print);
  if (anew) steady.forget();
  else if (steady.runs.length) progress.say('%d runs are done already', steady.runs.length);
  await prepare([...BUILD, ...CHECK], ['release']);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stopped);
  await collect(steady, runs, names);
  progress.say('%s', [machine(), ...steady.report()].join('\n'));
  process.exitCode = steady.green < steady.runs.length ? 1 : 0;
}

/** @param {Steady} steady @param {number} runs @param {string[]} names */
async function collect(steady, runs, names) {
  const spinning = spin(os.cpus().length);
  try {
    await steady.collect(runs, async () => {
      progress.expect('runs', runs, steady.runs.length);
      const run = await perform(names);
      if (!spinning.areAlive()) throw new Error('a spinning process was ended: this run does not count');
      return run;
    }, tellOf);
  } finally {
    spinning.end();
  }
}

function stopped() {
  progress.say('stopped; the same command goes on');
  process.exit(1);
}

/** @param {import('./lib/steady').Run} run @param {number} nth */
function tellOf(run, nth) {
  progress.say('run %d: %d passed, %d failed, %d s', nth, run.passed, run.failures.length, run.seconds);
  for (const { title } of run.failures) progress.say('  %s', title);
}

function asked() {
  const { values, positionals } = parseArgs({
    options: { runs: { type: 'string', default: '20' }, anew: { type: 'boolean', default: false } },
    allowPositionals: true
  });
  const runs = String(values.runs);
  if (!/^[1-9]\d{0,5}$/.test(runs)) throw new Error('--runs: got ' + runs + ', expected a whole number, 1 or more');
  return { runs: Number(runs), anew: values.anew, names: positionals };
}

/** @param {string[]} names @returns {Promise<import('./lib/steady').Run>} */
async function perform(names) {
  const began = Date.now();
  const files = testFiles(false).filter(file => !names.length || names.includes(file));
  const tasks = [progress.begin('mocha'), progress.begin('c-gcc')];
  const results = await Promise.all([
    mocha(tasks[0], files),
    ctests(tasks[1], { cc: 'gcc', sanitize: true, valgrind: false }, names)
  ]);
  for (const task of tasks) task.end();
  if (!results.every(result => result.passed + result.failures.length)) throw new Error('no such test: ' + names.join(' '));
  return {
    date: new Date(began).toISOString(),
    seconds: Math.round((Date.now() - began) / 1000),
    load: os.loadavg()[0],
    passed: results.reduce((sum, result) => sum + result.passed, 0),
    failures: results.flatMap(result => result.failures)
  };
}

function machine() {
  const cpus = os.cpus();
  return cpus.length + ' processors (' + cpus[0].model.trim() + '), ' + Math.round(os.totalmem() / 2 ** 30) + ' GiB, Node ' +
    process.version + ', ' + cpus.length + ' processes spinning';
}
