'use strict';

// What the delivery has set itself, as ratios to the old plugin on plain Pomelo within one run.

const OURS = 'both';
const THEIRS = 'old';
const FLOOR = 'floor';

/**
 * @typedef {Record<string, Record<string, number>>} Medians of a row, by subject and figure
 *
 * @typedef {object} Target
 * @property {RegExp} rows
 * @property {string} figure
 * @property {string} what
 * @property {number} limit
 */

/** @type {Target[]} */
const TARGETS = [
  { rows: /^latency, 30 on 3$/, figure: 'median', what: 'median', limit: 0.1 },
  { rows: /^websockets/, figure: 'frontends', what: 'frontends\' processor time', limit: 0.55 },
  { rows: /^TCP/, figure: 'frontends', what: 'frontends\' processor time', limit: 0.6 },
  { rows: /^deflate/, figure: 'frontends', what: 'frontends\' processor time', limit: 0.35 },
  { rows: /^websockets/, figure: 'backend', what: 'backend\'s processor time', limit: 0.6 },
];

/**
 * @param {Map<string, Medians>} rows by id
 * @returns {import('../targets').Verdict[]} of the rows that were measured
 */
module.exports = function judge(rows) {
  const all = TARGETS.flatMap((target) => [...rows].map(([id, medians]) => target.rows.test(id) && verdict(target, id, medians)));
  return all.flatMap((one) => one || []);
};

/** @type {(target: Target, id: string, medians: Medians) => import('../targets').Verdict | null} */
function verdict({ figure, what, limit }, id, medians) {
  const ratio = (/** @type {string} */ one) => medians[one]?.[figure] / medians[THEIRS]?.[figure];
  const value = ratio(OURS);
  if (Number.isNaN(value)) return null;
  const floor = ratio(FLOOR);
  const note = Number.isNaN(floor) ? '' : `the floor's: ${floor.toFixed(2)}`;
  return { text: `${id}: ${what}`, value, limit, reached: value <= limit, note };
}
