#!/usr/bin/env node
'use strict';

// npm run bench -- [--cluster | --tls] [--quick] [--works a,b] [--subjects x,y] [--rounds n] [--as-built]
//
// Measures this plugin beside its peers, prints the medians and how far the targets are reached. A whole run writes
// results.json and pictures/ here, of a cluster or with TLS results-<kind>.json alone; a quick or partial one writes them
// to latest/. --as-built takes the addon and the packages as they are.

const path = require('node:path');
const { parseArgs } = require('node:util');
const { prepare, BUILD } = require('../scripts/lib/prepare');
const { Channel, fill } = require('./channel');
const draw = require('./charts');
const install = require('./install');
const measureOnce = require('./parent');
const start = require('./places');
const { makePlan } = require('./plan');
const { table, targetTable } = require('./report');
const { describe, summarize, save } = require('./results');
const { versionOf } = require('./subjects');
const judge = require('./targets');

const { values: flags } = parseArgs({
  options: {
    'cluster': { type: 'boolean', default: false },
    'tls': { type: 'boolean', default: false },
    'quick': { type: 'boolean', default: false },
    'works': { type: 'string' },
    'subjects': { type: 'string' },
    'rounds': { type: 'string' },
    'as-built': { type: 'boolean', default: false },
  },
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

main().catch((err) => {
  console.error(err.stack);
  process.exitCode = 1;
});

async function main() {
  const plan = makePlan(flags);
  if (!flags['as-built']) {
    await prepare([...BUILD], ['release']);
    await install();
  }
  const home = await start(plan.kind);
  try {
    const results = await measureAll(plan, home);
    const folder = plan.whole ? __dirname : path.join(__dirname, 'latest');
    if (plan.kind === 'one') {
      save(results, path.join(folder, 'results.json'));
      draw(results, path.join(folder, 'pictures'));
    } else {
      save(results, path.join(folder, `results-${plan.kind}.json`));
    }
    console.log('%s\nwritten to %s', targetTable(results.targets), path.relative(process.cwd(), folder) || '.');
  } finally {
    await home.stop();
  }
}

/**
 * @param {import('./plan').Plan} plan
 * @param {import('./places').Home} home
 * @returns {Promise<import('./results').Results>}
 */
async function measureAll(plan, home) {
  const about = await tellAbout(plan, home);
  const rows = [];
  for (const { row, subjects } of plan.lines) {
    const channel = new Channel(row.shape);
    await fill(home, channel);
    const runs = await measureRow(row, subjects, plan, home.place);
    const result = summarize(row, runs);
    console.log(table(result));
    rows.push(result);
  }
  return { about, rows, targets: plan.kind === 'one' ? judge(rows) : [] };
}

/**
 * Every subject in turn, and then all of them again.
 *
 * @param {import('./works').Row} row
 * @param {string[]} subjects
 * @param {import('./plan').Plan} plan
 * @param {import('./places').Place} place
 */
async function measureRow(row, subjects, { rounds, seconds, quick }, place) {
  /** @type {Map<string, Record<string, number>[]>} */
  const runs = new Map(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [subject, figures] of runs) {
      figures.push(await measureOnce({ subject, row, place, seconds, least: quick ? 1 : row.outstanding }));
    }
  }
  return runs;
}

/** @type {(plan: import('./plan').Plan, home: import('./places').Home) => Promise<import('./results').About>} */
async function tellAbout({ quick, whole, rounds, subjects }, home) {
  const info = await home.command('INFO', 'server');
  const mode = `${quick ? 'quick' : 'full'}${whole || quick ? '' : ', in part'}, ${rounds} round${rounds > 1 ? 's' : ''}`;
  const version = /redis_version:(\S+)/.exec(info)?.[1] || '?';
  return describe(mode, version, subjects.map((entry) => ({ id: entry.id, title: entry.title, version: versionOf(entry) })));
}
