'use strict';

const { SUBJECTS, entryOf } = require('./subjects');
const { WORKS, workOf } = require('./works');

/**
 * What a run consists of.
 *
 * @typedef {object} Plan
 * @property {import('./places').Place['kind']} kind
 * @property {boolean} quick
 * @property {boolean} whole whether its results may stand for the project
 * @property {number} rounds
 * @property {number} seconds for one figure, about
 * @property {import('./subjects').Entry[]} subjects
 * @property {{ row: import('./works').Row, subjects: string[] }[]} lines
 */

const MODES = {
  quick: { rounds: 1, seconds: 0.06 },
  full: { rounds: 3, seconds: 0.4 },
};

/** The rows for a cluster and for TLS. */
const EVERYWHERE = new Set([
  'add 64', 'add 1000', 'members 1000',
  'push 10 100 10', 'push 10 10000 10', 'push 1000 100 10', 'push 1000 10000 1000',
  'gather 10 100 10', 'gather 10 10000 10', 'gather 1000 100 10', 'gather 1000 10000 1000',
]);

/**
 * @param {{ cluster?: boolean, tls?: boolean, quick?: boolean, works?: string, subjects?: string, rounds?: string }} flags
 * @returns {Plan}
 */
function makePlan(flags) {
  const { quick = false, works, subjects, rounds } = flags;
  const kind = kindOf(flags);
  const mode = MODES[quick ? 'quick' : 'full'];
  const chosen = (subjects ? subjects.split(',').map(entryOf) : SUBJECTS).filter((entry) => kind === 'one' || entry.everywhere);
  const rows = (works ? works.split(',') : Object.keys(WORKS)).flatMap((work) => workOf(work).rows(quick))
    .filter((row) => kind === 'one' || EVERYWHERE.has(row.id));
  if (chosen.length === 0 || rows.length === 0) throw nothing(kind);
  return {
    kind,
    quick,
    whole: !quick && !works && !subjects,
    rounds: rounds ? positive(rounds) : mode.rounds,
    seconds: mode.seconds,
    subjects: chosen,
    lines: merge(rows, chosen.map((entry) => entry.id)),
  };
}

/** @type {(flags: { cluster?: boolean, tls?: boolean }) => Plan['kind']} */
function kindOf({ cluster, tls }) {
  if (cluster && tls) throw new Error('--cluster and --tls: expected one of them');
  if (cluster) return 'cluster';
  return tls ? 'tls' : 'one';
}

/** @param {Plan['kind']} kind */
function nothing(kind) {
  const subjects = SUBJECTS.filter((entry) => entry.everywhere).map((entry) => entry.id);
  const works = new Set([...EVERYWHERE].map((id) => id.split(' ')[0]));
  return new Error(`nothing to measure with --${kind}; there are the subjects ${subjects.join(' ')} and the works ${[...works].join(' ')}`);
}

/** @param {string} text */
function positive(text) {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new Error(`--rounds ${text}: expected a positive number`);
  return n;
}

/**
 * A row that several works want is measured once, for all the subjects that any of them wants.
 *
 * @param {import('./works').Row[]} rows
 * @param {string[]} chosen
 */
function merge(rows, chosen) {
  /** @type {Map<string, import('./works').Row[]>} */
  const byId = new Map();
  for (const row of rows) byId.set(row.id, [...(byId.get(row.id) || []), row]);
  return [...byId.values()].map((same) => ({
    row: same[0],
    subjects: chosen.filter((id) => same.some((row) => !row.subjects || row.subjects.includes(id))),
  }));
}

module.exports = { makePlan };
