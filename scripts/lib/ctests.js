'use strict';

// Builds and runs the tests of the C core, the part that knows no Node. Each <name>.test.c below test/c is a program: it passes
// when it exits 0 in time. It is linked with all of src/ but src/node, and with the other files of test/c. Files
// of src/node and link flags of its own stand in lines at its head:
//
//   // with: src/node/emit.c
//   // link: -Wl,--wrap=malloc
//
// Objects and programs are kept in build-test/<variant>/ and made anew when a source, a header or the flags change.

const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { keep } = require('./failures');
const { run, inParallel } = require('./run');
const { cFiles, filesBelow, isFresh } = require('./sources');
const { longestFirst, remember } = require('./times');

module.exports = { ctests };

const root = path.join(__dirname, '..', '..');
const WARNINGS = ['-Wall', '-Wextra', '-Wshadow', '-Wstrict-prototypes', '-Wmissing-prototypes', '-Wpointer-arith',
  '-Wwrite-strings', '-Wvla', '-Werror'];
const SANITIZE = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-fno-omit-frame-pointer'];
/** Node finds its functions by their names alone. */
const MODULE = 'src/node/binding.c';
const VALGRIND = ['--quiet', '--error-exitcode=99', '--leak-check=full', '--show-leak-kinds=all',
  '--errors-for-leak-kinds=all'];
/** Seconds after which a program hangs. */
const LIMIT = 300;
const RUNTIME = {
  ASAN_OPTIONS: 'detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1',
  UBSAN_OPTIONS: 'print_stacktrace=1'
};
/** Under valgrind a round takes thirty times as long, and shows what the first ones have shown: test.h. */
const SHARE = { TEST_SHARE: '10' };

/**
 * @typedef {{cc: string, sanitize: boolean, valgrind: boolean, whole?: boolean}} Variant whole: with every round of what is random
 *   or goes on for long, under valgrind as well
 * @typedef {import('./failures').Failure} Failure
 */

/**
 * @param {import('./progress').Task} task counts the programs that are through
 * @param {Variant} variant
 * @param {string[]} [names] only these tests
 * @param {(line: string) => void} [say] hears of each program
 * @returns {Promise<import('./failures').Result>}
 */
async function ctests(task, variant, names = [], say = () => {}) {
  const build = new Build(variant);
  const own = cFiles('test/c');
  const tests = own.filter(file => file.endsWith('.test.c') && (!names.length || names.includes(nameOf(file))));
  const shared = cFiles('src').filter(file => !file.startsWith('src/node/'))
    .concat(own.filter(file => !file.endsWith('.test.c')));
  task.total = tests.length;
  const further = new Set(tests.flatMap(test => headLines(test, 'with')));
  const broken = (await inParallel([...shared, ...further, ...tests], source => build.compile(source))).flat();
  if (broken.length) return { passed: 0, failures: broken };
  const order = longestFirst(task.name, tests);
  const results = await inParallel(order, async test => {
    const result = await build.linkAndRun(test, shared, say);
    task.done++;
    return result;
  });
  remember(task.name, order.map((test, i) => [test, results[i].ms]));
  const failures = results.flatMap(result => result.failures);
  return { passed: tests.length - failures.length, failures };
}

/** @param {string} test */
function nameOf(test) {
  return path.basename(test, '.test.c');
}

class Build {
  /** @param {Variant} variant */
  constructor({ cc, sanitize, valgrind, whole }) {
    this.cc = cc;
    this.valgrind = valgrind;
    this.env = { ...RUNTIME, ...valgrind && !whole && SHARE };
    this.variant = cc + (sanitize ? '-sanitize' : valgrind ? '-valgrind' : '');
    this.out = path.join(root, 'build-test', this.variant);
    this.flags = ['-std=gnu11', '-g', '-O1', ...WARNINGS, ...(sanitize ? SANITIZE : []),
      ...['src', 'test/c'].map(folder => '-I' + path.join(root, folder)),
      '-isystem' + path.join(root, 'node_modules/node-api-headers/include'), ...pkgConfig('--cflags')];
    this.libs = pkgConfig('--libs');
    this.headers = ['src', 'test/c'].flatMap(filesBelow).filter(file => file.endsWith('.h'));
    this.startAnewWhenFlagsChanged();
  }

  startAnewWhenFlagsChanged() {
    const stamp = path.join(this.out, 'flags');
    const now = [this.cc, ...this.flags, ...this.libs].join('\n');
    if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === now) return;
    fs.rmSync(this.out, { recursive: true, force: true });
    fs.mkdirSync(this.out, { recursive: true });
    fs.writeFileSync(stamp, now);
  }

  /** @param {string} source @returns {Promise<Failure[]>} one or none */
  async compile(source) {
    const object = this.objectOf(source);
    if (isFresh(object, [source, ...this.headers])) return [];
    const own = source === MODULE ? ['-Wno-missing-prototypes'] : [];
    const done = await run(this.cc, [...this.flags, ...own, '-c', source, '-o', object], { cwd: root });
    return done.ok && !done.output ? [] : [this.failure(source, done)];
  }

  /**
   * @param {string} test
   * @param {string[]} shared
   * @param {(line: string) => void} say
   * @returns {Promise<{ms: number, failures: Failure[]}>}
   */
  async linkAndRun(test, shared, say) {
    const name = nameOf(test);
    const program = path.join(this.out, name);
    const objects = [test, ...headLines(test, 'with'), ...shared].map(source => this.objectOf(source));
    if (!isFresh(program, objects)) {
      const linked = await run(this.cc, [...this.flags, ...objects, ...headLines(test, 'link'), ...this.libs, '-o', program]);
      if (!linked.ok) return { ms: 0, failures: [this.failure(name, linked)] };
    }
    const [command, ...args] = this.valgrind ? ['valgrind', ...VALGRIND, program] : [program];
    const done = await run(command, args, { cwd: root, env: this.env, seconds: LIMIT });
    say(done.ok ? 'ok ' + name + ' (' + done.ms + ' ms)' : 'FAILED ' + name);
    return { ms: done.ms, failures: done.ok ? [] : [this.failure(name, done)] };
  }

  /** @param {string} source */
  objectOf(source) {
    return path.join(this.out, source.replace(/\//g, '-').replace(/\.c$/, '.o'));
  }

  /** @param {string} name @param {import('./run').Outcome} done */
  failure(name, { reason, output }) {
    return keep('c ' + this.variant + ' ' + name, name + ': ' + (reason || 'compiler output'), output);
  }
}

/** @param {string} what */
function pkgConfig(what) {
  return execFileSync('pkg-config', [what, 'libuv', 'hiredis'], { encoding: 'utf8' }).trim().split(/\s+/);
}

/** @param {string} test @param {string} what @returns {string[]} the words of its lines `// what: word ...` */
function headLines(test, what) {
  const lines = fs.readFileSync(path.join(root, test), 'utf8').matchAll(new RegExp(`^// ${what}: (.*)$`, 'gm'));
  return [...lines].flatMap(line => line[1].trim().split(/\s+/));
}
