'use strict';

// The tables on the terminal.

const { entryOf } = require('./subjects');

/** @typedef {import('./results').RowResult} RowResult */

/** What the columns of a row show, whichever figures it has. */
const COLUMNS = [
  ['cpu', 'cpu/op', time],
  ['cpu', 'cpu/member', perMember],
  ['wall', 'wall/op', time],
  ['wall', 'wall/member', perMember],
  ['loop', 'loop busy', (/** @type {number} */ share) => `${Math.round(share * 100)} %`],
  ['median', 'median', time],
  ['p99', '99 %', time],
  ['longest', 'longest', time],
  ['standstill', 'loop stood', time],
  ['before', 'resting', mebibytes],
  ['peak', 'peak', mebibytes],
  ['after', 'afterwards', mebibytes],
  ['used', 'above resting', mebibytes],
];
/** What is compared with this plugin. */
const RATIOS = ['cpu', 'wall', 'median', 'used'];

/**
 * @param {RowResult} row
 * @returns {string}
 */
function table(row) {
  const ours = row.medians.native;
  const subjects = Object.keys(row.medians);
  const figures = row.medians[subjects[0]];
  const columns = COLUMNS.filter(([name]) => /** @type {string} */ (name) in figures);
  const ratios = ours ? RATIOS.filter((name) => name in figures) : [];
  const head = ['', ...columns.map(([, title]) => title), ...ratios.map((name) => `x ${name}`)];
  const lines = subjects.map((id) => [
    entryOf(id).title,
    ...columns.map(([name, , show]) => /** @type {Function} */ (show)(row.medians[id][/** @type {string} */ (name)], row)),
    ...ratios.map((name) => (row.medians[id][name] / ours[name]).toFixed(2)),
  ]);
  return `\n${row.title}: ${row.label}\n${grid([head, ...lines])}`;
}

/** @param {import('./targets').Verdict[]} targets those whose rows were measured */
function targetTable(targets) {
  if (targets.length === 0) return '';
  const lines = targets.map(({ text, value, limit, reached, note }) => [
    text, value.toFixed(2), `<= ${limit}`, reached ? 'reached' : 'NOT reached', note || '',
  ]);
  return `\ntargets, this plugin over the others\n${grid(lines)}`;
}

/** @param {string[][]} lines the first column is flush left, the others right */
function grid(lines) {
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const pad = (/** @type {string} */ cell, /** @type {number} */ i) => (i === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[i]));
  return lines.map((line) => `  ${line.map(pad).join('  ')}`.trimEnd()).join('\n');
}

/** @param {number} microseconds */
function time(microseconds) {
  if (microseconds < 1000) return `${microseconds.toPrecision(3)} us`;
  return microseconds < 1e6 ? `${(microseconds / 1e3).toPrecision(3)} ms` : `${(microseconds / 1e6).toPrecision(3)} s`;
}

/** @type {(microseconds: number, row: RowResult) => string} */
function perMember(microseconds, row) {
  if (/^(add|login|logout|count|several) /.test(row.id)) return '-';
  const ns = (microseconds * 1000) / row.shape.members;
  return ns < 1000 ? `${ns.toPrecision(3)} ns` : `${(ns / 1000).toPrecision(3)} us`;
}

/** @param {number} bytes */
function mebibytes(bytes) {
  return `${Math.round(bytes / 1048576)} MiB`;
}

module.exports = { table, targetTable, grid, time };
