'use strict';

const { SUBJECTS, entryOf } = require('./subjects');
const { WORKS, workOf } = require('./works');

/**
 * What a run consists of.
 *
 * @typedef {object} Plan
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

/**
 * @param {{ quick?: boolean, works?: string, subjects?: string, rounds?: string }} flags
 * @returns {Plan}
 */
function makePlan(flags) {
  const { quick = false, works, subjects, rounds } = flags;
  const mode = MODES[quick ? 'quick' : 'full'];
  const chosen = subjects ? subjects.split(',').map(entryOf) : SUBJECTS;
  const rows = (works ? works.split(',') : Object.keys(WORKS)).flatMap((work) => workOf(work).rows(quick));
  return {
    quick,
    whole: !quick && !works && !subjects,
    rounds: rounds ? positive(rounds) : mode.rounds,
    seconds: mode.seconds,
    subjects: chosen,
    lines: merge(rows, chosen.map((entry) => entry.id)),
  };
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
