'use strict';

// Child processes of the scripts: run one to its end, or many, a few at a time.

const { spawn } = require('child_process');
const os = require('os');
const readline = require('readline');

module.exports = { run, inParallel };

/** @typedef {import('child_process').ChildProcess} Child */

/** None outlives this process, unless that is killed outright. @type {Set<Child>} */
const running = new Set();
/** Those that this process waits for instead, also when it is told to end. @type {Set<Child>} */
const installing = new Set();
process.on('exit', () => running.forEach(kill));

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
let interrupted = false;

/**
 * @typedef {{ok: boolean, reason: string, output: string, ms: number}} Outcome
 * reason: why it failed, '' when it did not. output: stdout and stderr as they came.
 */

/**
 * Runs a program without stdin and never rejects. It leads a process group: what it has started ends with it, and Ctrl-C in
 * the terminal reaches this process alone, which ends it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [how]
 * @param {string} [how.cwd]
 * @param {NodeJS.ProcessEnv} [how.env] beside this process' own
 * @param {number} [how.seconds] it is killed afterwards
 * @param {boolean} [how.installs] on the system: it leads no group, since it may ask for a password in the terminal, and is
 *   not killed half-way, whatever happens here
 * @param {(event: any) => void} [how.told] is called for each line of JSON that it writes to file descriptor 3
 * @returns {Promise<Outcome>}
 */
function run(command, args, how = {}) {
  const began = Date.now();
  const seconds = how.seconds || 1800;
  const child = spawn(command, args, {
    cwd: how.cwd,
    env: Object.assign({}, process.env, how.env),
    detached: !how.installs,
    stdio: ['ignore', 'pipe', 'pipe', how.told ? 'pipe' : 'ignore']
  });
  begin(child, how.installs ? installing : running);
  const output = collect(child);
  if (how.told) listen(child, how.told);
  let late = false;
  const timer = how.installs ? undefined : setTimeout(() => {
    late = true;
    kill(child);
  }, seconds * 1000);
  return new Promise(resolve => {
    /** @param {string} reason */
    const over = reason => {
      clearTimeout(timer);
      end(child);
      resolve({ ok: !reason, reason, output: output(), ms: Date.now() - began });
    };
    child.on('error', err => over(err.message));
    child.on('close', (code, signal) => {
      if (late) return over('still running after ' + seconds + ' s');
      over(signal ? 'ended by ' + signal : code ? 'exit code ' + code : '');
    });
  });
}

/** @param {Child} child @param {Set<Child>} group */
function begin(child, group) {
  if (!running.size && !installing.size) for (const signal of SIGNALS) process.on(signal, interrupt);
  group.add(child);
}

/** @param {Child} child */
function end(child) {
  running.delete(child);
  installing.delete(child);
  if (interrupted) interrupt();
  if (!running.size && !installing.size) for (const signal of SIGNALS) process.off(signal, interrupt);
}

function interrupt() {
  interrupted = true;
  if (!installing.size) process.exit(1);
}

/** @param {Child} child with its group, where it leads one */
function kill(child) {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

/** @param {Child} child @param {(event: any) => void} told */
function listen(child, told) {
  const input = /** @type {import('stream').Readable} */ (child.stdio[3]);
  input.on('error', () => {});
  readline.createInterface({ input }).on('line', line => {
    const event = parse(line);
    if (event) told(event);
  });
}

/** @param {string} line half a line when its writer was killed */
function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/**
 * @param {Child} child
 * @returns {() => string} what it has written so far
 */
function collect(child) {
  /** @type {Buffer[]} */
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) stream.on('data', chunk => chunks.push(chunk));
  }
  return () => Buffer.concat(chunks).toString();
}

/**
 * Calls `work` for every item, a few at a time (`lanes`); the results keep the items' order.
 *
 * @template T, R
 * @param {T[]} items
 * @param {(item: T) => Promise<R>} work
 * @returns {Promise<R[]>}
 */
async function inParallel(items, work, lanes = os.cpus().length) {
  /** @type {R[]} */
  const results = new Array(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const i = next++;
      results[i] = await work(items[i]);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
