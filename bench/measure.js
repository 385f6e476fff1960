'use strict';

const fs = require('node:fs');
const { performance } = require('node:perf_hooks');

/**
 * How long, how much processor and how much memory operations take.
 *
 * @typedef {(cb: (err?: any, result?: any) => void) => void} Op one operation
 *
 * @typedef {object} Figures of one run; times in microseconds per operation
 * @property {number} ops
 * @property {number} cpu of all threads of the process
 * @property {number} wall
 * @property {number} loop share of the time in which the event loop was busy
 * @property {number} peak bytes of memory, at most
 */

/** The share of the measured time that the warm-up takes, and the seconds that a longer one takes at least: compilers need some. */
const WARM = 0.5;
const WARM_LEAST = 0.2;
/** An operation slower than this, in seconds, is measured once. */
const SLOW = 2;

/**
 * Warms up, which also tells how many operations fill the time, then measures
 * that many.
 *
 * @param {Op} op
 * @param {(result: any) => void} touch uses a result
 * @param {{ outstanding: number, seconds: number, least: number, prepare?: (ops: number) => Promise<void> }} how
 *   least: operations, if they are not too slow; prepare: what so many operations need, while no clock runs
 * @returns {Promise<Figures>}
 */
async function throughput(op, touch, { outstanding, seconds, least, prepare = async () => {} }) {
  const run = async (/** @type {number} */ ops) => {
    await prepare(ops);
    return batch(op, touch, ops, outstanding);
  };
  const perOp = await warmUp(run, Math.max(seconds * WARM, Math.min(seconds, WARM_LEAST)));
  const ops = perOp > SLOW ? 1 : Math.max(least, Math.ceil(seconds / perOp));
  await prepare(ops);
  const loop = performance.eventLoopUtilization();
  const cpu = process.cpuUsage();
  const wall = await batch(op, touch, ops, outstanding);
  const { user, system } = process.cpuUsage(cpu);
  return {
    ops,
    cpu: (user + system) / ops,
    wall: (wall * 1e6) / ops,
    loop: performance.eventLoopUtilization(loop).utilization,
    peak: memory().peak,
  };
}

/**
 * @param {(ops: number) => Promise<number>} run
 * @param {number} seconds
 * @returns {Promise<number>} seconds per operation, of the last and longest batch
 */
async function warmUp(run, seconds) {
  let total = 0;
  for (let ops = 1; ; ops *= 4) {
    const took = await run(ops);
    total += took;
    if (total >= seconds) return took / ops;
  }
}

/**
 * @param {Op} op
 * @param {(result: any) => void} touch
 * @param {number} ops
 * @param {number} outstanding so many at a time
 * @returns {Promise<number>} seconds
 */
function batch(op, touch, ops, outstanding) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    let begun = Math.min(ops, outstanding);
    let done = 0;
    const next = (/** @type {any} */ err, /** @type {any} */ result) => {
      if (err) return reject(err);
      touch(result);
      done++;
      if (begun < ops) {
        begun++;
        op(next);
      } else if (done === ops) {
        resolve((performance.now() - began) / 1000);
      }
    };
    for (let i = begun; i > 0; i--) op(next);
  });
}

/** Bytes of physical memory: now, and the most since the last `forgetPeak`. */
function memory() {
  const status = fs.readFileSync('/proc/self/status', 'utf8');
  const of = (/** @type {string} */ field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
  return { now: of('VmRSS'), peak: of('VmHWM') };
}

/** Lets the kernel begin anew with the peak of this process. */
function forgetPeak() {
  fs.writeFileSync('/proc/self/clear_refs', '5');
}

module.exports = { throughput, memory, forgetPeak };
