'use strict';

// How long something took, with what a busy machine added taken off.
//
// A test asserts a time only where users were promised one. On a machine that is starved of processor time everything
// takes longer: this loop is late, and so are the servers that it talks to. Both are measured, side by side with what is
// timed, by sending a byte to another process and back every few milliseconds: whatever that takes beyond its due is
// time that the machine did not give.

const { spawn } = require('child_process');
const { mortal } = require('./mortal');

/** How long, in ms, a test waits for what must come before it says that it hangs. No promise is made of it. */
const LIMIT = 60000;
/** How often the machine is asked, in ms, and what an answer takes when nothing is in the way. */
const EVERY = 5;
const DUE = 1;

module.exports = { timed, until, LIMIT };

/** The process at the other end: one for all tests, which ends with this process. @type {Echo | null} */
let echo = null;

class Echo {
  constructor() {
    const [command, ...before] = mortal('cat');
    this.child = spawn(command, before, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, LD_PRELOAD: '' } });
    /** @type {Array<(value: unknown) => void>} whoever waits for a byte, several side by side */
    this.asked = [];
    this.child.stdout.on('data', bytes => this.asked.splice(0, bytes.length).forEach(answered => answered(undefined)));
    // A test that is through does not wait for it.
    for (const handle of [this.child, this.child.stdin, this.child.stdout]) /** @type {any} */ (handle).unref();
  }

  /** A byte there and back. */
  ask() {
    return new Promise(resolve => {
      this.asked.push(resolve);
      this.child.stdin.write('.');
    });
  }
}

/** Adds up, until it is stopped, how late this loop and the machine are. */
class Lateness {
  constructor() {
    this.ms = 0;
    this.since = performance.now();
    /** @type {NodeJS.Timeout | null} */
    this.timer = setTimeout(() => this.look(), EVERY);
  }

  async look() {
    echo = echo || new Echo();
    await echo.ask();
    if (!this.timer) return;
    this.ms += this.now();
    this.since = performance.now();
    this.timer = setTimeout(() => this.look(), EVERY);
  }

  /** How late the look is that is under way. */
  now() {
    return Math.max(0, performance.now() - this.since - EVERY - DUE);
  }

  stop() {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }
}

/**
 * @template T
 * @param {() => Promise<T> | T} run
 * @returns {Promise<{ms: number, took: number, value: T}>} took: by the clock, for what must not be earlier;
 *   ms: without what the machine added, for what must not be later
 */
async function timed(run) {
  const lateness = new Lateness();
  const began = performance.now();
  try {
    const value = await run();
    const took = performance.now() - began;
    return { ms: Math.max(0, took - lateness.ms - lateness.now()), took, value };
  } finally {
    lateness.stop();
  }
}

/**
 * Resolves once `condition` holds, and rejects when it does not in time. It looks less often the longer it waits: a look costs
 * processor time that what it waits for may need.
 *
 * @param {() => unknown} condition may be async
 * @param {number} [ms] only where it is never to wait that long
 */
async function until(condition, ms = LIMIT) {
  for (const began = performance.now(); !await condition();) {
    const waited = performance.now() - began;
    if (waited > ms) throw new Error('did not come true within ' + ms + ' ms: ' + condition);
    await new Promise(resolve => setTimeout(resolve, Math.min(5 + waited / 20, 50)));
  }
}
