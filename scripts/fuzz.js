#!/usr/bin/env node
'use strict';

// npm run fuzz: replies that nobody would think of, for what reads them in src/. See fuzz/replies.c.
//
//   node scripts/fuzz.js [--seconds N] [--runs N] [--coverage]
//
// Begins with the inputs of fuzz/corpus and those that earlier runs found worth keeping, in build-fuzz/corpus. A finding
// ends it with exit code 1 and the path of the input, which `build-fuzz/replies <path>` replays. --coverage measures afterwards.

const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { parseArgs } = require('util');
const { cFiles, filesBelow, isFresh } = require('./lib/sources');
const { run } = require('./lib/run');
const { provide } = require('./lib/system');
const progress = require('./lib/terminal');

const root = path.join(__dirname, '..');
const out = path.join(root, 'build-fuzz');
const corpora = [path.join(out, 'corpus'), path.join(root, 'fuzz', 'corpus')];
const FLAGS = ['-std=gnu11', '-g', '-O1', '-Wall', '-Wextra', '-Werror', '-fno-omit-frame-pointer'];
const SANITIZE = ['-fsanitize=fuzzer,address,undefined', '-fno-sanitize-recover=all'];
const COVERAGE = ['-fsanitize=fuzzer', '-fprofile-instr-generate', '-fcoverage-mapping'];
const LIMITS = ['-max_len=4096', '-timeout=10', '-rss_limit_mb=2048', '-print_final_stats=1'];

const { values: flags } = parseArgs({
  options: { seconds: { type: 'string' }, runs: { type: 'string' }, coverage: { type: 'boolean', default: false } }
});

main().catch(err => {
  progress.say('%s', err.message);
  process.exitCode = 1;
});

async function main() {
  await provide(['clang', 'libclang-rt-dev', 'libhiredis-dev', 'pkg-config']);
  for (const folder of ['corpus', 'findings']) fs.mkdirSync(path.join(out, folder), { recursive: true });
  const program = await build('replies', SANITIZE);
  await fuzz(program);
  if (flags.coverage) await measure();
}

/** @param {string} name @param {string[]} instrument @returns {Promise<string>} the program */
async function build(name, instrument) {
  const program = path.join(out, name);
  if (isFresh(program, ['fuzz/replies.c', 'scripts/fuzz.js', ...filesBelow('src')])) return program;
  const hiredis = execFileSync('pkg-config', ['--cflags', '--libs', 'hiredis'], { encoding: 'utf8' }).trim().split(/\s+/);
  const task = progress.begin('building');
  const done = await run('clang', [...FLAGS, ...instrument, '-Isrc', 'fuzz/replies.c', ...sources(), ...hiredis, '-o', program],
    { cwd: root });
  task.end();
  if (!done.ok) throw new Error('clang: ' + done.reason + '\n' + done.output);
  return program;
}

/** Whatever a reply passes through below libuv. */
function sources() {
  return [...cFiles('src/bytes'), ...cFiles('src/calls')];
}

/** @param {string} program */
async function fuzz(program) {
  const seconds = flags.runs ? 0 : number('seconds', flags.seconds || '60');
  const end = flags.runs ? '-runs=' + number('runs', flags.runs) : '-max_total_time=' + seconds;
  progress.say('fuzzing, %s', flags.runs ? flags.runs + ' runs' : seconds + ' s');
  const findings = path.join(out, 'findings') + path.sep;
  const task = progress.begin('fuzzing');
  const done = await run(program, [...LIMITS, end, '-artifact_prefix=' + findings, ...corpora], { seconds: 24 * 3600 });
  task.end();
  if (!done.ok) throw new Error(finding(done));
  const [, count] = /number_of_executed_units: (\d+)/.exec(done.output) || [];
  if (!Number(count)) throw new Error('nothing was executed\n' + done.output);
  progress.say('%s executions, no findings', count);
}

/** @param {import('./lib/run').Outcome} done */
function finding({ reason, output }) {
  const [, file] = /Test unit written to (\S+)/.exec(output) || [];
  return output.slice(-8000) + '\n' + (file ? 'finding: ' + file : 'the fuzzer failed: ' + reason);
}

/** @param {string} name @param {string} text */
function number(name, text) {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new Error('--' + name + ': got ' + text + ', expected a whole number, 1 or more');
}

/** Which branches all the inputs together take. */
async function measure() {
  const program = await build('coverage', COVERAGE);
  const raw = path.join(out, 'coverage.profraw');
  const merged = path.join(out, 'coverage.profdata');
  await must(program, ['-runs=0', ...corpora], { LLVM_PROFILE_FILE: raw });
  await must('llvm-profdata', ['merge', raw, '-o', merged]);
  progress.say('%s', await must('llvm-cov', ['report', '--show-branch-summary', '--instr-profile=' + merged, program,
    ...sources()]));
}

/** @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
async function must(command, args, env) {
  const task = progress.begin('measuring');
  const done = await run(command, args, { cwd: root, env });
  task.end();
  if (!done.ok) throw new Error(command + ': ' + done.reason + '\n' + done.output);
  return done.output;
}
