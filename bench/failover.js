#!/usr/bin/env node
'use strict';

// node bench/failover.js --sentinel|--cluster [--runs n] [--ends handover,killed,frozen] [--as-built]
//
// What a failover costs a client: the plugin beside its peers, all of them writing to one group of servers while a
// master hands over, ten times, or is killed or frozen, three times. Prints a table; the figures of a run are in
// failover-<kind>.json.

const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { prepare, BUILD } = require('../scripts/lib/prepare');
const install = require('./install');
const Writer = require('./failover/parent');
const { table, summarize } = require('./failover/report');

const { values: flags } = parseArgs({
  options: {
    'sentinel': { type: 'boolean', default: false },
    'cluster': { type: 'boolean', default: false },
    'runs': { type: 'string' },
    'ends': { type: 'string' },
    'as-built': { type: 'boolean', default: false },
  },
});

/** ms before the end, and how long it is watched behind the promotion: the old master finds out after ten seconds. */
const BEFORE = 1000;
const BEHIND = 14000;
/** ms within which a call must have been answered by then. */
const PATIENCE = 8000;

/** How often, where nothing may be lost however often it is done. @type {Record<string, number>} */
const RUNS = { handover: 10 };

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

main().catch((err) => {
  console.error(err.stack);
  process.exitCode = 1;
});

async function main() {
  if (!flags['as-built']) {
    await prepare([...BUILD], ['release']);
    await install();
  }
  const kind = flags.cluster ? 'cluster' : 'sentinel';
  const topology = require(`./failover/${kind}`);
  const ends = flags.ends ? flags.ends.split(',') : Object.keys(topology.ENDS);
  /** @type {Record<string, any[]>} */
  const all = {};
  for (const end of ends) {
    for (let run = 0; run < Number(flags.runs || RUNS[end] || 3); run++) {
      const figures = await fail(topology, end);
      all[end] = [...all[end] || [], figures];
      console.log('%s: %j', end, figures);
    }
  }
  fs.writeFileSync(path.join(__dirname, `failover-${kind}.json`), `${JSON.stringify(all, null, 2)}\n`);
  console.log(table(summarize(all)));
}

/**
 * One failover, on servers of its own.
 *
 * @param {any} topology
 * @param {string} end
 * @returns {Promise<Record<string, any>>} by subject
 */
async function fail(topology, end) {
  const group = await topology.start();
  /** @type {Writer[]} */
  let writers = [];
  try {
    const start = (/** @type {string} */ subject) => Writer.start(subject, topology.optionsOf(group, subject));
    writers = await Promise.all(topology.SUBJECTS.map(start));
    await sleep(BEFORE);
    const promoted = await topology.ENDS[end](group);
    await sleep(BEHIND);
    const logs = await Promise.all(writers.map((writer) => writer.stop(PATIENCE)));
    const figures = await Promise.all(logs.map(async (log) => measure(log, promoted, await topology.members(group, log.subject))));
    return Object.fromEntries(logs.map(({ subject }, i) => [subject, figures[i]]));
  } finally {
    for (const writer of writers) writer.kill();
    await group.stop();
  }
}

/** @type {(log: any, promoted: number, members: Set<string>) => Record<string, number | null>} */
function measure({ calls }, promoted, members) {
  const done = calls.filter((/** @type {any} */ call) => call.ok);
  const lasting = done.filter((/** @type {any} */ call) => call.at >= promoted && members.has(call.uid));
  return {
    made: calls.length,
    back: lasting.length > 0 ? Math.round(Math.min(...lasting.map((/** @type {any} */ call) => call.at)) - promoted) : null,
    lost: done.filter((/** @type {any} */ call) => !members.has(call.uid)).length,
    failed: calls.filter((/** @type {any} */ call) => call.ok === false).length,
    open: calls.filter((/** @type {any} */ call) => call.ok === undefined).length,
    pause: pauseOf(done.map((/** @type {any} */ call) => call.at)),
  };
}

/** The longest time without an acknowledgement. @param {number[]} times */
function pauseOf(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted.reduce((longest, at, i) => Math.max(longest, i > 0 ? at - sorted[i - 1] : 0), 0);
}

/** @param {number} ms */
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
