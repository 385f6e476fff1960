'use strict';

// What this plugin has set itself, as ratios within one run.

const { SUBJECTS } = require('./subjects');

/**
 * @typedef {import('./results').RowResult} RowResult
 *
 * @typedef {object} Verdict
 * @property {string} text
 * @property {number} value
 * @property {number} limit
 * @property {boolean} reached
 * @property {string} [note]
 *
 * @typedef {object} Target
 * @property {string} text
 * @property {string} row
 * @property {number} limit
 * @property {(row: RowResult) => number | null} value null: not measured
 * @property {(row: RowResult) => string} [note]
 */

const OURS = 'native';
const FLOOR = 'floor';
const PEERS = SUBJECTS.filter((subject) => subject.peer).map((subject) => subject.id);

/** @type {Target[]} */
const TARGETS = [
  cpu('members 10', 0.45),
  cpu('members 100', 0.25),
  cpu('members 1000', 0.2),
  cpu('members 10000', 0.25),
  cpu('members 100000', 0.28),
  wallOfFloor('members 1000', 1.3),
  wallOfFloor('members 10000', 1.3),
  cpu('add 64', 0.45),
  cpu('add 1000', 0.35),
  cpu('push 1000 100 10', 0.08, ['old']),
  cpu('push 1000 10000 1000', 0.3, ['old']),
  cpu('push 10 100 10', 0.45, ['old']),
  cpu('push 10 10000 10', 0.28, ['old']),
  {
    text: 'longest standstill of the loop beside a read of 100,000 members, ms',
    row: 'latency 1',
    limit: 5,
    value: (row) => row.medians[OURS] && row.medians[OURS].standstill / 1000,
    note: ({ medians: { floor } }) => (floor ? `the floor's: ${(floor.standstill / 1000).toFixed(2)}` : ''),
  },
  {
    text: 'memory for 1,000,000 members in one read, of the most frugal peer\'s',
    row: 'memory',
    limit: 1,
    value: (row) => ratio(row, 'used', PEERS),
  },
  {
    text: 'memory kept after it, of what it took',
    row: 'memory',
    limit: 0.1,
    value: (row) => row.medians[OURS] && row.medians[OURS].kept / row.medians[OURS].used,
  },
];

/**
 * @param {RowResult[]} rows
 * @returns {Verdict[]} of the targets whose rows were measured
 */
module.exports = function judge(rows) {
  const single = TARGETS.map((target) => verdict(target, rows.find((row) => row.id === target.row)));
  return [...single.flat(), ...wallOfAll(rows)];
};

/**
 * @param {Target} target
 * @param {RowResult} [row]
 * @returns {Verdict[]} none when it was not measured
 */
function verdict({ text, limit, value, note = () => '' }, row) {
  const number = row ? value(row) : null;
  if (!row || typeof number !== 'number') return [];
  return [{ text, value: number, limit, reached: number <= limit, note: note(row) }];
}

/**
 * @param {string} row
 * @param {number} limit
 * @param {string[]} [than] whose best it is held against
 * @returns {Target}
 */
function cpu(row, limit, than) {
  const text = `${row}: processor time, of the ${than ? 'old plugin' : 'best peer'}'s`;
  const theirs = than || PEERS;
  return { text, row, limit, value: (result) => ratio(result, 'cpu', theirs), note: (result) => floorNote(result, theirs) };
}

/**
 * What nobody can be far below: it only moves the bytes.
 *
 * @param {RowResult} result
 * @param {string[]} theirs
 */
function floorNote(result, theirs) {
  const value = ratio(result, 'cpu', theirs, FLOOR);
  return value === null ? '' : `the floor's: ${value.toFixed(2)}`;
}

/** @type {(row: string, limit: number) => Target} */
function wallOfFloor(row, limit) {
  return { text: `${row}: wall time, of the floor's`, row, limit, value: (result) => ratio(result, 'wall', ['floor']) };
}

/**
 * Every row's wall time is below the best peer's; the value is the worst row's.
 *
 * @param {RowResult[]} rows
 * @returns {Verdict[]}
 */
function wallOfAll(rows) {
  const ratios = rows.map((row) => ({ id: row.id, value: ratio(row, 'wall', PEERS) })).filter(({ value }) => value !== null);
  if (ratios.length === 0) return [];
  const worst = ratios.reduce((a, b) => (Number(b.value) > Number(a.value) ? b : a));
  const above = ratios.filter(({ value }) => Number(value) >= 1).map(({ id }) => id);
  const note = above.length > 0 ? `not: ${above.join(', ')}` : `worst: ${worst.id}`;
  const value = Number(worst.value);
  return [{ text: 'every row: wall time, of the best peer\'s', value, limit: 1, reached: value < 1, note }];
}

/**
 * @param {RowResult} row
 * @param {string} figure
 * @param {string[]} others
 * @param {string} [one]
 * @returns {number | null} ours, or that one's, over the least of theirs
 */
function ratio({ medians }, figure, others, one = OURS) {
  const theirs = others.map((id) => medians[id]?.[figure]).filter((value) => value !== undefined);
  const ours = medians[one]?.[figure];
  return ours === undefined || theirs.length === 0 ? null : ours / Math.min(...theirs);
}
