'use strict';

const fs = require('node:fs');
const path = require('node:path');
const drawDots = require('../charts/dots');

/** What the pictures call those who take part. */
const NAMES = { both: 'native', old: 'old', floor: 'floor' };

/** @type {{ id: string, figure: string, label: string }[]} */
const LINES = [
  { id: 'latency, 30 on 3', figure: 'median', label: 'until it is there: 30 members on 3 connectors' },
  { id: 'latency, 1,000 on 1', figure: 'median', label: 'until it is there: 1,000 on 1' },
  { id: 'latency, 30 on 3, beside 10,000', figure: 'p99', label: 'until it is there, 99 %: 30 beside 10,000' },
  ...['1,000 on 1', '1,000 on 4', '10,000 on 4'].flatMap((where) => [
    { id: `websockets, ${where}`, figure: 'frontends', label: `processor time, frontends: ${where}` },
    { id: `websockets, ${where}`, figure: 'backend', label: `processor time, backend: ${where}` },
  ]),
  { id: 'deflate, 1,000 on 1', figure: 'frontends', label: 'processor time, frontends: 1,000 with deflate' },
  { id: 'TCP, 1,000 on 1', figure: 'frontends', label: 'processor time, frontends: 1,000 on raw TCP' },
];

/**
 * Draws what was measured, as far as it has a place in the picture.
 *
 * @param {import('../results').About} about
 * @param {Map<string, import('./targets').Medians>} results
 * @param {string} file
 */
module.exports = function draw(about, results, file) {
  const measured = LINES.filter(({ id }) => results.has(id));
  const lines = measured.map(({ id, figure, label }) => ({ label, medians: figuresOf(results.get(id), figure) }));
  const picture = drawDots(about, 'From pushMessage to the client', 'milliseconds for one push', lines, 'ms');
  if (picture === null) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, picture);
};

/** @type {(medians: any, figure: string) => Record<string, { ms: number }>} */
function figuresOf(medians, figure) {
  const present = Object.entries(NAMES).filter(([id]) => id in medians);
  return Object.fromEntries(present.map(([id, name]) => [name, { ms: medians[id][figure] / 1000 }]));
}
