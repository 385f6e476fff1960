'use strict';

const { performance } = require('node:perf_hooks');
const { ask } = require('./check');

const READS = [0, 1, 16];
const QUICK = [1];
const SIZE = 100000;
const ROOM = 'room:42';
const UID = '1000000000';
/** Adds before the clock runs. */
const WARM = 200;
/** Reads before the clock runs. */
const WARM_READS = 5;

/**
 * One add after another, with long reads under way beside it on the same connection or without, and how long the event
 * loop stands still meanwhile.
 *
 * @type {import('./index').Work}
 */
module.exports = {
  title: 'latency of one add',
  rows: (quick) => (quick ? QUICK : READS).map((reads) => ({
    id: `latency ${reads}`,
    work: 'latency',
    label: reads === 0 ? 'alone' : `beside ${reads} read${reads > 1 ? 's' : ''} of ${SIZE.toLocaleString('en')} members`,
    shape: { frontends: 1, members: SIZE, over: 1 },
    outstanding: reads,
  })),
  run: async ({ subject, channel, row, seconds }) => {
    const { name, sids: [sid] } = channel;
    const add = () => ask((cb) => subject.add(ROOM, UID, sid, cb));
    for (let i = 0; i < WARM; i++) await add();
    const read = () => ask((cb) => subject.members(name, sid, cb));
    for (let i = 0; row.outstanding > 0 && i < WARM_READS; i++) await read();
    let open = true;
    const readers = Array.from({ length: row.outstanding }, async () => {
      while (open) await read();
    });
    const clock = new LoopClock();
    const latencies = await timed(add, seconds);
    const standstill = clock.stop();
    open = false;
    await Promise.all(readers);
    return { ops: latencies.length, median: at(latencies, 0.5), p99: at(latencies, 0.99), longest: at(latencies, 1), standstill };
  },
};

/** Notes the longest turn of the event loop. */
class LoopClock {
  constructor() {
    this._longest = 0;
    this._last = performance.now();
    const tick = () => {
      const now = performance.now();
      this._longest = Math.max(this._longest, now - this._last);
      this._last = now;
      this._immediate = setImmediate(tick);
    };
    this._immediate = setImmediate(tick);
  }

  /** @returns {number} microseconds */
  stop() {
    clearImmediate(this._immediate);
    return this._longest * 1000;
  }
}

/**
 * @param {() => Promise<any>} once
 * @param {number} seconds
 * @returns {Promise<number[]>} microseconds, in ascending order
 */
async function timed(once, seconds) {
  const latencies = [];
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
    const began = performance.now();
    await once();
    latencies.push((performance.now() - began) * 1000);
  }
  return latencies.sort((a, b) => a - b);
}

/** @type {(sorted: number[], share: number) => number} */
function at(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
