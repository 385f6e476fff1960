'use strict';

const { WIDTH, HEAD, frame, mark, text, gridLine, logAxis, tickText } = require('./svg');

const LABELS = 330;
const RIGHT = 30;
const STEP = 34;

/** @typedef {{ label: string, medians: Record<string, Record<string, number>> }} Line medians: by subject */

/**
 * One line for each row, one dot for each subject, on a log axis: what is twice as far left is not twice as fast, but
 * each grid line is ten times the one before.
 *
 * @param {import('../results').About} about
 * @param {string} title
 * @param {string} unit
 * @param {Line[]} rows
 * @param {string} figure
 * @returns {string | null} null: there is nothing to show
 */
module.exports = function drawDots(about, title, unit, rows, figure) {
  if (rows.length === 0) return null;
  const values = rows.flatMap(({ medians }) => Object.values(medians).map((one) => one[figure]));
  const axis = logAxis(values, LABELS, WIDTH - RIGHT);
  const bottom = HEAD + rows.length * STEP;
  const body = axis.ticks.flatMap((tick) => [
    gridLine(axis.place(tick), HEAD, axis.place(tick), bottom),
    text(axis.place(tick), bottom + 16, tickText(tick), 'small', 'middle'),
  ]);
  rows.forEach((row, i) => body.push(...line(row, figure, axis.place, HEAD + (i + 0.5) * STEP)));
  body.push(text(WIDTH - RIGHT, bottom + 34, unit + ' (log scale, less is better)', 'small', 'end'));
  return frame(about, title, present(rows), rows.length * STEP + 40, body);
};

/** @type {(row: Line, figure: string, place: (value: number) => number, y: number) => string[]} */
function line({ label, medians }, figure, place, y) {
  // This plugin last, so that nothing covers it.
  const dots = Object.entries(medians).reverse().map(([id, one]) => mark(id, place(one[figure]), y));
  return [text(20, y + 4, label), gridLine(LABELS, y, WIDTH - RIGHT, y), ...dots];
}

/** @param {Line[]} rows */
function present(rows) {
  return [...new Set(rows.flatMap(({ medians }) => Object.keys(medians)))];
}
