'use strict';

// Runs files of JavaScript tests, each in a mocha of its own, some side by side: they mostly wait, and each starts the servers
// that it needs. So memory is measured in a fresh process, and what crashes, hangs or does not end is known by its file.

const os = require('os');
const path = require('path');
const { keep } = require('./failures');
const { run, inParallel } = require('./run');
const { filesBelow } = require('./sources');
const { longestFirst, remember } = require('./times');

module.exports = { mocha, testFiles, usesTheAddon, usesMuchOfIt };

/** @typedef {import('./failures').Failure} Failure */

const root = path.join(__dirname, '..', '..');
const MOCHA = path.join('scripts', 'lib', 'tests.js');
const LANES = os.cpus().length * 2;

/** @param {boolean} slow the long ones as well @returns {string[]} */
function testFiles(slow) {
  return filesBelow('test').filter(file => file.endsWith('.test.js') && (slow || !file.endsWith('.slow.test.js')));
}

/** Else it tests the project itself. @param {string} file */
function usesTheAddon(file) {
  return !/^test\/(structure|scripts|package)\//.test(file);
}

/** They are about JavaScript: of C they use nothing, or little that others use as well. */
const LITTLE = [
  /^test\/(ask|components|deadline|error|given|ids|log|options|pinus|readme|secret|service|support|upgrade|url)/,
  /^test\/(cluster\/split|sentinel\/failover|whole\/lifetime)\./,
  /^test\/delivery\/(?!batch|sameBytes|tcp)/,
  /^test\/(manager\/lists|native\/(loader|remedy)|presence\/heartbeat|tls\/(reasons|sessions))\./,
  /^test\/membership\/(interleavings|keys|scans|steps|turns)\./,
  /^test\/route\/(chart|slotMap|survey|traffic|sentinel\/(answers|judge))\./
];
/** What they use of C is more, and yet what others use: the rest of these folders. */
const REPEATED = [
  /^test\/(delivery\/sameBytes|faults\/(anything|processLeaks)|leaving\/(outage|pomelo)|manager\/context)\./,
  /^test\/presence\/(gone|processes|several)\./
];

/** @param {RegExp[]} these @param {string} file */
const has = (these, file) => these.some(those => those.test(file));

/** @param {string} file @param {boolean} all also what repeats others */
function usesMuchOfIt(file, all) {
  return usesTheAddon(file) && !has(LITTLE, file) && (all || !has(REPEATED, file));
}

/**
 * @param {import('./progress').Task} task counts the tests that are through
 * @param {string[]} files
 * @param {object} [how]
 * @param {string} [how.root] where the files are, if not in this project
 * @param {string} [how.node] the Node that runs them, if not this one
 * @param {string[]} [how.under] the program, with arguments, that runs Node
 * @param {NodeJS.ProcessEnv} [how.env]
 * @param {number} [how.seconds] for a file
 * @param {number} [how.lanes]
 * @returns {Promise<import('./failures').Result>}
 */
async function mocha(task, files, how = {}) {
  const counting = count(files, how).then(total => {
    task.total = total;
  });
  const order = longestFirst(task.name, files);
  const results = await inParallel(order, file => one(task, file, how), how.lanes || LANES);
  await counting;
  remember(task.name, order.map((file, i) => [file, results[i].ms]));
  return {
    passed: results.reduce((sum, result) => sum + result.passed, 0),
    failures: results.flatMap(result => result.failures)
  };
}

/**
 * How many tests there are. 0 when a file cannot be loaded, which fails when it runs.
 *
 * @param {string[]} files @param {Parameters<typeof mocha>[2] & {}} how
 */
async function count(files, how) {
  let total = 0;
  await run(how.node || process.execPath, [MOCHA, '--dry-run', ...files], {
    cwd: how.root || root,
    told: event => {
      total = event.total || total;
    }
  });
  return total;
}

/** @param {import('./progress').Task} task @param {string} file @param {Parameters<typeof mocha>[2] & {}} how */
async function one(task, file, how) {
  /** @type {{title: string, text: string}[]} */
  const failed = [];
  let passed = 0;
  let over = false;
  let under = '';
  const [command, ...args] = [...(how.under || []), how.node || process.execPath, MOCHA, file];
  const done = await run(command, args, {
    cwd: how.root || root,
    env: how.env,
    seconds: how.seconds || 600,
    told: event => {
      if (event.begun) under = event.begun;
      if (event.passed) passed++;
      if (event.failed) failed.push({ title: event.failed, text: event.text });
      if (event.passed || event.failed && !event.hook) task.done++;
      if (event.over) over = true;
    }
  });
  const broken = reason(done, over, failed.length);
  if (broken) failed.push({ title: broken + (under ? ', ' + (over ? 'last was' : 'while running') + ' ' + under : ''), text: done.output });
  const whole = failed.map(failure => failure.title + '\n' + failure.text).join('\n\n') + '\n\n' + done.output;
  return { ms: done.ms, passed, failures: failed.map(({ title, text }) => keep(task.name + ' ' + file, file + ': ' + title, text, whole)) };
}

/**
 * Why the process itself failed, beyond the tests that did.
 *
 * @param {import('./run').Outcome} done @param {boolean} over @param {number} failed
 */
function reason(done, over, failed) {
  if (!over) return done.reason || 'ended before its tests did';
  return done.reason === 'exit code ' + Math.min(failed, 255) ? '' : done.reason;
}
