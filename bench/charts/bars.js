'use strict';

const { SUBJECTS } = require('../subjects');
const { WIDTH, HEAD, frame, mark, text, gridLine, indexOf } = require('./svg');

const LABELS = 230;
const RIGHT = 110;
const STEP = 34;
const MIB = 1048576;

/**
 * How far memory rose from rest, and where it came down to.
 *
 * @param {import('../results').About} about
 * @param {string} title
 * @param {import('../results').RowResult} [row]
 * @returns {string | null} null: it was not measured
 */
module.exports = function drawBars(about, title, row) {
  if (!row) return null;
  const subjects = Object.keys(row.medians);
  const most = Math.max(...subjects.map((id) => row.medians[id].peak)) / MIB;
  const place = (/** @type {number} */ bytes) => LABELS + (bytes / MIB / most) * (WIDTH - RIGHT - LABELS);
  const bottom = HEAD + subjects.length * STEP;
  const body = [gridLine(LABELS, HEAD, LABELS, bottom)];
  subjects.forEach((id, i) => body.push(...bar(id, row.medians[id], place, HEAD + (i + 0.5) * STEP)));
  body.push(text(WIDTH - 30, bottom + 20, 'bar: from resting to peak; dot: afterwards, with the garbage collected', 'small', 'end'));
  return frame(about, title, subjects, subjects.length * STEP + 26, body);
};

/** @type {(id: string, figures: Record<string, number>, place: (bytes: number) => number, y: number) => string[]} */
function bar(id, { before, peak, after }, place, y) {
  const i = indexOf(id);
  const [from, to] = [place(before), place(peak)];
  const numbers = [before, peak, after].map((bytes) => Math.round(bytes / MIB));
  return [
    text(20, y + 4, SUBJECTS[i].title),
    `<rect class="f${i}" opacity="0.45" x="${from.toFixed(1)}" y="${(y - 8).toFixed(1)}" width="${(to - from).toFixed(1)}" height="16"/>`,
    mark(id, place(after), y),
    text(Math.max(to, place(after)) + 12, y + 4, numbers.join(' / '), 'small'),
  ];
}
