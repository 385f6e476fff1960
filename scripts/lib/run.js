'use strict';

// Child processes of the scripts: run one to its end, or many, a few at a time.

const { spawn } = require('child_process');
const os = require('os');

module.exports = { run, inParallel };

/** @type {Set<import('child_process').ChildProcess>} none outlives this process, unless that is killed outright */
const running = new Set();
process.on('exit', () => running.forEach(child => child.kill('SIGKILL')));

/**
 * @typedef {{ok: boolean, reason: string, output: string, ms: number}} Outcome
 * reason: why it failed, '' when it did not. output: stdout and stderr as they came.
 */

/**
 * Runs a program without stdin and never rejects. With `show` its output goes straight to the terminal.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, seconds?: number, show?: boolean}} [how]
 * @returns {Promise<Outcome>}
 */
function run(command, args, how = {}) {
  const began = Date.now();
  const seconds = how.seconds || 1800;
  const child = spawn(command, args, {
    cwd: how.cwd,
    env: Object.assign({}, process.env, how.env),
    stdio: ['ignore', how.show ? 'inherit' : 'pipe', how.show ? 'inherit' : 'pipe']
  });
  running.add(child);
  const output = collect(child);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, seconds * 1000);
  return new Promise(resolve => {
    /** @param {string} reason */
    const end = reason => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ ok: !reason, reason, output: output(), ms: Date.now() - began });
    };
    child.on('error', err => end(err.message));
    child.on('close', (code, signal) => {
      if (late) return end('still running after ' + seconds + ' s');
      end(signal ? 'ended by ' + signal : code ? 'exit code ' + code : '');
    });
  });
}

/**
 * @param {import('child_process').ChildProcess} child
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
 * Calls `work` for every item, as many at a time as there are processors; the results keep the items' order.
 *
 * @template T, R
 * @param {T[]} items
 * @param {(item: T) => Promise<R>} work
 * @returns {Promise<R[]>}
 */
async function inParallel(items, work) {
  /** @type {R[]} */
  const results = new Array(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const i = next++;
      results[i] = await work(items[i]);
    }
  };
  await Promise.all(Array.from({ length: os.cpus().length }, lane));
  return results;
}
