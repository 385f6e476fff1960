#!/usr/bin/env node
'use strict';

// Builds and runs the tests of the C core, the part that knows no Node.
//
//   node scripts/ctest.js [--cc gcc|clang] [--sanitize | --valgrind] [name ...]
//
// Each <name>.test.c below test/c is a program: it passes when it exits 0 in time. It is linked with all of src/ but
// src/node, and with the other files of test/c. Link flags of its own stand in lines at its head:
//
//   // link: -Wl,--wrap=malloc
//
// Objects and programs are kept in build-test/<variant>/ and made anew when a source, a header or the flags change.

const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { parseArgs } = require('util');
const { run, inParallel } = require('./lib/run');
const { cFiles, filesBelow } = require('./lib/sources');

const root = path.join(__dirname, '..');
const WARNINGS = ['-Wall', '-Wextra', '-Wshadow', '-Wstrict-prototypes', '-Wmissing-prototypes', '-Wpointer-arith',
  '-Wwrite-strings', '-Wvla', '-Werror'];
const SANITIZE = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-fno-omit-frame-pointer'];
const VALGRIND = ['--quiet', '--error-exitcode=99', '--leak-check=full', '--show-leak-kinds=all',
  '--errors-for-leak-kinds=all'];
const RUNTIME = {
  ASAN_OPTIONS: 'detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1',
  UBSAN_OPTIONS: 'print_stacktrace=1'
};

const { values: flags, positionals: wanted } = parseArgs({
  options: {
    cc: { type: 'string', default: 'gcc' },
    sanitize: { type: 'boolean', default: false },
    valgrind: { type: 'boolean', default: false }
  },
  allowPositionals: true
});
const cc = String(flags.cc);
const variant = cc + (flags.sanitize ? '-sanitize' : flags.valgrind ? '-valgrind' : '');
const out = path.join(root, 'build-test', variant);
/** Seconds for a program: one that takes longer hangs. */
const LIMIT = flags.valgrind ? 300 : 60;
const cflags = ['-std=gnu11', '-g', '-O1', ...WARNINGS, ...(flags.sanitize ? SANITIZE : []),
  ...['src', 'test/c'].map(folder => '-I' + path.join(root, folder)),
  ...pkgConfig('--cflags')];
const libs = pkgConfig('--libs');

// Ends what is running, too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

main().then(failed => {
  process.exitCode = failed ? 1 : 0;
});

/** @returns {Promise<number>} how many programs failed */
async function main() {
  startAnewWhenFlagsChanged();
  const own = cFiles('test/c');
  const tests = own.filter(file => file.endsWith('.test.c') && isWanted(file));
  const shared = cFiles('src').filter(file => !file.startsWith('src/node/'))
    .concat(own.filter(file => !file.endsWith('.test.c')));
  const compiled = await inParallel(shared.concat(tests), compile);
  const sound = compiled.every(Boolean);
  const results = sound ? await inParallel(tests, test => linkAndRun(test, shared)) : tests.map(() => false);
  const failed = results.filter(ok => !ok).length;
  console.log('%d passed, %d failed', results.length - failed, failed);
  return failed || (sound && tests.length ? 0 : 1);
}

/** @param {string} file */
function isWanted(file) {
  return !wanted.length || wanted.includes(path.basename(file, '.test.c'));
}

/** @param {string} what */
function pkgConfig(what) {
  return execFileSync('pkg-config', [what, 'libuv', 'hiredis'], { encoding: 'utf8' }).trim().split(/\s+/);
}

function startAnewWhenFlagsChanged() {
  const stamp = path.join(out, 'flags');
  const now = [cc, ...cflags, ...libs].join('\n');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === now) return;
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(stamp, now);
}

/** @param {string} source @returns {Promise<boolean>} */
async function compile(source) {
  const object = objectOf(source);
  if (isFresh(object, [source, ...headers()])) return true;
  const done = await run(cc, [...cflags, '-c', source, '-o', object], { cwd: root });
  if (!done.ok || done.output) console.log('%s: %s\n%s', source, done.reason || 'compiler output', done.output);
  return done.ok;
}

/** @param {string} source */
function objectOf(source) {
  return path.join(out, source.replace(/\//g, '-').replace(/\.c$/, '.o'));
}

function headers() {
  return ['src', 'test/c'].flatMap(filesBelow).filter(file => file.endsWith('.h'));
}

/** @param {string} made @param {string[]} sources from the root */
function isFresh(made, sources) {
  if (!fs.existsSync(made)) return false;
  const time = fs.statSync(made).mtimeMs;
  return sources.every(source => fs.statSync(path.join(root, source)).mtimeMs < time);
}

/** @param {string} test @param {string[]} shared @returns {Promise<boolean>} */
async function linkAndRun(test, shared) {
  const name = path.basename(test, '.test.c');
  const program = path.join(out, name);
  const linked = await run(cc, [...cflags, ...[test, ...shared].map(objectOf), ...linkFlags(test), ...libs, '-o', program]);
  if (!linked.ok) return report(name, linked);
  const command = flags.valgrind ? ['valgrind', ...VALGRIND, program] : [program];
  return report(name, await run(command[0], command.slice(1), { cwd: root, env: RUNTIME, seconds: LIMIT }));
}

/** @param {string} test */
function linkFlags(test) {
  const lines = fs.readFileSync(path.join(root, test), 'utf8').matchAll(/^\/\/ link: (.*)$/gm);
  return [...lines].flatMap(line => line[1].trim().split(/\s+/));
}

/** @param {string} name @param {import('./lib/run').Outcome} done */
function report(name, done) {
  if (done.ok) console.log('ok %s (%d ms)', name, done.ms);
  else console.log('FAILED %s: %s\n%s', name, done.reason, done.output);
  return done.ok;
}
