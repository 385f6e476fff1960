#!/usr/bin/env node
'use strict';

// npm run bench -- [--quick] [--works a,b] [--subjects x,y] [--rounds n] [--as-built]
//
// Measures this plugin beside its peers, prints the medians and how far the targets are reached. A whole run writes
// results.json and pictures/ here; a quick or partial one writes them to latest/. --as-built takes the addon and the
// packages as they are.

const path = require('node:path');
const { parseArgs } = require('node:util');
const { prepare, BUILD } = require('../scripts/lib/prepare');
const { startRedis } = require('../test/support/redis');
const { Channel, fill } = require('./channel');
const draw = require('./charts');
const install = require('./install');
const measureOnce = require('./parent');
const { makePlan } = require('./plan');
const { table, targetTable } = require('./report');
const { describe, summarize, save } = require('./results');
const { versionOf } = require('./subjects');
const judge = require('./targets');

const { values: flags } = parseArgs({
  options: {
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
  const redis = await startRedis();
  try {
    const results = await measureAll(plan, redis);
    const folder = plan.whole ? __dirname : path.join(__dirname, 'latest');
    save(results, path.join(folder, 'results.json'));
    draw(results, path.join(folder, 'pictures'));
    console.log('%s\nwritten to %s', targetTable(results.targets), path.relative(process.cwd(), folder) || '.');
  } finally {
    await redis.stop();
  }
}

/**
 * @param {import('./plan').Plan} plan
 * @param {any} redis
 * @returns {Promise<import('./results').Results>}
 */
async function measureAll(plan, redis) {
  const about = await tellAbout(plan, redis);
  const rows = [];
  for (const { row, subjects } of plan.lines) {
    const channel = new Channel(row.shape);
    await fill(redis, channel);
    const runs = await measureRow(row, subjects, plan, redis.port);
    const result = summarize(row, runs);
    console.log(table(result));
    rows.push(result);
  }
  return { about, rows, targets: judge(rows) };
}

/**
 * Every subject in turn, and then all of them again.
 *
 * @param {import('./works').Row} row
 * @param {string[]} subjects
 * @param {import('./plan').Plan} plan
 * @param {number} port
 */
async function measureRow(row, subjects, { rounds, seconds, quick }, port) {
  /** @type {Map<string, Record<string, number>[]>} */
  const runs = new Map(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [subject, figures] of runs) {
      figures.push(await measureOnce({ subject, row, port, seconds, least: quick ? 1 : row.outstanding }));
    }
  }
  return runs;
}

/** @type {(plan: import('./plan').Plan, redis: any) => Promise<import('./results').About>} */
async function tellAbout({ quick, whole, rounds, subjects }, redis) {
  const info = await redis.command('INFO', 'server');
  const mode = `${quick ? 'quick' : 'full'}${whole || quick ? '' : ', in part'}, ${rounds} round${rounds > 1 ? 's' : ''}`;
  const version = /redis_version:(\S+)/.exec(info)?.[1] || '?';
  return describe(mode, version, subjects.map((entry) => ({ id: entry.id, title: entry.title, version: versionOf(entry) })));
}
