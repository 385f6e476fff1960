'use strict';

const { WIDTH, HEAD, frame, mark, text, gridLine, logAxis, tickText, indexOf } = require('./svg');

const LEFT = 90;
const RIGHT = 30;
const HEIGHT = 400;

/** @typedef {import('../results').RowResult} RowResult */

/**
 * One line for each subject that was measured at every size, or nearly; both axes logarithmic.
 *
 * @param {import('../results').About} about
 * @param {string} title
 * @param {{ x: string, y: string, rows: RowResult[], at: (row: RowResult) => number }} what
 * @returns {string | null} null: there are too few sizes for a line
 */
module.exports = function drawLines(about, title, { x, y, rows, at }) {
  if (rows.length < 3) return null;
  const sorted = [...rows].sort((a, b) => at(a) - at(b));
  const subjects = Object.keys(sorted[0].medians);
  const lines = new Map(subjects.map((id) => [id, pointsOf(id, sorted, at)]));
  const points = [...lines.values()].flat();
  const across = logAxis(points.map((point) => point.x), LEFT, WIDTH - RIGHT);
  const up = logAxis(points.map((point) => point.y), HEAD + HEIGHT, HEAD);
  const body = [...verticals(across), ...horizontals(up)];
  for (const [id, line] of [...lines].reverse()) {
    const places = line.map((point) => [across.place(point.x), up.place(point.y)]);
    const corners = places.map((place) => place.map((n) => n.toFixed(1)).join()).join(' ');
    body.push(`<polyline class="line s${indexOf(id)}" points="${corners}"/>`);
    body.push(...places.map(([px, py]) => mark(id, px, py)));
  }
  body.push(text(WIDTH - RIGHT, HEAD + HEIGHT + 34, `${x} (both scales logarithmic)`, 'small', 'end'), text(20, HEAD - 12, y, 'small'));
  return frame(about, title, subjects, HEIGHT + 40, body);
};

/** @type {(id: string, rows: RowResult[], at: (row: RowResult) => number) => { x: number, y: number }[]} */
function pointsOf(id, rows, at) {
  return rows.filter(({ medians }) => medians[id]).map((row) => ({ x: at(row), y: row.medians[id].cpu }));
}

/** @param {ReturnType<typeof logAxis>} axis */
function verticals({ ticks, place }) {
  return ticks.flatMap((tick) => [
    gridLine(place(tick), HEAD, place(tick), HEAD + HEIGHT),
    text(place(tick), HEAD + HEIGHT + 16, tickText(tick), 'small', 'middle'),
  ]);
}

/** @param {ReturnType<typeof logAxis>} axis */
function horizontals({ ticks, place }) {
  return ticks.flatMap((tick) => [
    gridLine(LEFT, place(tick), WIDTH - RIGHT, place(tick)),
    text(LEFT - 8, place(tick) + 4, tickText(tick), 'small', 'end'),
  ]);
}
