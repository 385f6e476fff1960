#!/usr/bin/env node
'use strict';

// node bench/delivery.js [--quick] [--subjects old,both] [--rows websockets,deflate] [--rounds n] [--as-built]
//   [--node file]   the Node that Pomelo's servers run on
//
// From pushMessage to the client: real clusters of Pomelo on the loopback, with real clients, beside bare programs that move
// the same bytes. Prints a table for each row and, at the end, how far the targets are reached. A whole run writes
// delivery.json and a picture here; a quick or partial one writes them to latest/.

const { execFileSync } = require('node:child_process');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { prepare, BUILD } = require('../scripts/lib/prepare');
const { devDependencies } = require('../package.json');
const { grid, time, targetTable } = require('./report');
const { describe, mediansOf, save } = require('./results');
const draw = require('./delivery/picture');
const run = require('./delivery/run');
const { stages } = require('./delivery/stages');
const SUBJECTS = require('./delivery/subjects');
const judge = require('./delivery/targets');
const whyNoTcp = require('./delivery/tcp');

/** @typedef {import('./delivery/targets').Medians} Medians */

const { values: flags } = parseArgs({
  options: {
    'quick': { type: 'boolean', default: false },
    'subjects': { type: 'string' },
    'rows': { type: 'string', default: '' },
    'rounds': { type: 'string' },
    'node': { type: 'string' },
    'as-built': { type: 'boolean', default: false },
  },
});
const rounds = Number(flags.rounds) || (flags.quick ? 1 : 3);
/** What a row's figures are called in a table. */
const TITLES = { median: 'median', p99: '99 %', answered: 'called back', frontends: 'frontends', backend: 'backend', redis: 'Redis' };
/** Whose versions count. */
const PACKAGES = /** @type {const} */ (['pomelo', 'pomelo-globalchannel-plugin']);
/** Who takes part in a quick run. */
const QUICK = ['old', 'both', 'floor'];
/** ms between two signs of life. */
const SIGN = 5000;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

main().catch((err) => {
  console.error(err.stack);
  process.exitCode = 1;
});

async function main() {
  const subjects = flags.subjects ? flags.subjects.split(',') : flags.quick ? QUICK : Object.keys(SUBJECTS);
  const unknown = subjects.filter((id) => !Object.hasOwn(SUBJECTS, id));
  if (unknown.length > 0) throw new Error(`no such subject: ${unknown}; there are ${Object.keys(SUBJECTS).join(' ')}`);
  if (!flags['as-built']) await prepare([...BUILD], ['release']);
  /** @type {Map<string, Medians>} */
  const results = new Map();
  for (const stage of chosen()) {
    const why = stage.kind === 'tcp' ? await whyNoTcp(stage) : null;
    if (why) console.log(`\n${stage.rows[0].id}: left out. Pomelo's own raw TCP does not work on Node ${versionOf(flags.node)}: ${why}`);
    else await measure(stage, subjects, results);
  }
  const targets = judge(results);
  console.log(targetTable(targets));
  keep(results, targets);
}

/** @type {(results: Map<string, Medians>, targets: import('./targets').Verdict[]) => void} */
function keep(results, targets) {
  const isWhole = !flags.quick && !flags.node && !flags.rows && !flags.subjects;
  const [, redis] = /v=(\S+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' })) || [];
  const mode = `${flags.quick ? 'quick' : 'full'}${isWhole || flags.quick ? '' : ', in part'}, ${rounds} round${rounds > 1 ? 's' : ''}`;
  const about = describe(mode, redis, PACKAGES.map((id) => ({ id, title: id, version: devDependencies[id] })));
  const folder = isWhole ? __dirname : path.join(__dirname, 'latest');
  save({ about, rows: Object.fromEntries(results), targets }, path.join(folder, 'delivery.json'));
  draw(about, results, path.join(folder, 'pictures', 'delivery.svg'));
  console.log('written to %s', path.relative(process.cwd(), folder) || '.');
}

/** @param {string} [node] */
function versionOf(node = process.execPath) {
  return execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
}

/** The stages, with those rows that are wanted. */
function chosen() {
  const wanted = String(flags.rows).split(',');
  const isWanted = (/** @type {import('./delivery/stages').Row} */ { id }) => wanted.some((start) => id.startsWith(start));
  const all = stages(Boolean(flags.quick)).map((stage) => ({ ...stage, node: flags.node, rows: stage.rows.filter(isWanted) }));
  return all.filter(({ rows }) => rows.length > 0);
}

/**
 * Every subject in turn, and then all of them again.
 *
 * @param {import('./delivery/stages').Stage} stage
 * @param {string[]} subjects
 * @param {Map<string, Medians>} results to be added to
 */
async function measure(stage, subjects, results) {
  /** @type {Record<string, Record<string, number>[]>[]} of each row, by subject */
  const figures = stage.rows.map(() => Object.fromEntries(subjects.map((id) => [id, []])));
  for (let round = 1; round <= rounds; round++) {
    for (const id of subjects) {
      const label = `${stage.kind}, ${stage.clients} on ${stage.connectors}, round ${round} of ${rounds}, ${SUBJECTS[id].title}`;
      const measured = await alive(label, (say) => run(SUBJECTS[id], stage, say));
      for (const [i, one] of measured.entries()) figures[i][id].push(one);
    }
  }
  stage.rows.forEach((row, i) => {
    const medians = Object.fromEntries(subjects.map((id) => [id, mediansOf(figures[i][id])]));
    results.set(row.id, medians);
    console.log(`\n${row.id}: ${row.label}\n${table(medians)}`);
  });
}

/**
 * Says what is done, and again while it lasts.
 *
 * @template T
 * @param {string} label
 * @param {(say: (what: string) => void) => Promise<T>} work
 */
async function alive(label, work) {
  let doing = '';
  const tell = () => console.error(`${label}: ${doing}`);
  const timer = setInterval(tell, SIGN);
  try {
    return await work((what) => {
      doing = what;
      tell();
      timer.refresh();
    });
  } finally {
    clearInterval(timer);
  }
}

/** @param {Medians} medians */
function table(medians) {
  const titles = Object.entries(TITLES).filter(([name]) => name in Object.values(medians)[0]);
  const head = ['', ...titles.map(([, title]) => title), ...(medians.old ? titles.map(([, title]) => `x ${title}`) : [])];
  const lines = Object.entries(medians).map(([id, figures]) => [
    SUBJECTS[id].title,
    ...titles.map(([name]) => time(figures[name])),
    ...(medians.old ? titles.map(([name]) => (figures[name] / medians.old[name]).toFixed(2)) : []),
  ]);
  return grid([head, ...lines]);
}
