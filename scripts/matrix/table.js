'use strict';

// The end of the matrix: where x what x result.

module.exports = { table };

/** @param {import('../matrix').Row[]} rows */
function table(rows) {
  const cells = rows.map(row => [row.where, row.what, resultOf(row)]);
  const widths = [0, 1].map(column => Math.max(...cells.map(line => line[column].length)));
  return cells.map(([where, what, result]) => `${where.padEnd(widths[0])}  ${what.padEnd(widths[1])}  ${result}`).join('\n');
}

/** @param {import('../matrix').Row} row */
function resultOf({ passed, failures, skipped }) {
  if (skipped) return 'skipped';
  return failures.length ? `${failures.length} of ${passed + failures.length} FAILED` : `${passed} passed`;
}
