'use strict';

/**
 * @typedef {{ made: number, back: number | null, lost: number, failed: number, open: number, pause: number }} Figures of one failover
 * @typedef {{ end: string, subject: string, back: string, lost: string, failed: string, open: string, pause: string }} Row
 */

/** The worst of all runs: that is what a client must be ready for. @param {Record<string, Record<string, Figures>[]>} all */
function summarize(all) {
  return Object.entries(all).flatMap(([end, runs]) => Object.keys(runs[0]).map((subject) => {
    const figures = runs.map((run) => run[subject]);
    const backs = figures.map(({ back }) => back);
    return {
      end,
      subject,
      back: backs.includes(null) ? 'never' : `${(Math.max(.../** @type {number[]} */ (backs)) / 1000).toFixed(1)} s`,
      lost: worst(figures, 'lost'),
      failed: worst(figures, 'failed'),
      open: worst(figures, 'open'),
      pause: `${(Math.max(...figures.map(({ pause }) => pause)) / 1000).toFixed(1)} s`,
    };
  }));
}

/** @type {(figures: Figures[], name: 'lost' | 'failed' | 'open') => string} */
function worst(figures, name) {
  return String(Math.max(...figures.map((each) => each[name])));
}

const HEAD = ['master', 'client', 'writes again, after the promotion', 'acknowledged writes lost', 'calls failed', 'never answered',
  'longest pause'].join(' | ');

/** @param {Row[]} rows */
function table(rows) {
  const lines = rows.map((row) => [row.end, row.subject, row.back, row.lost, row.failed, row.open, row.pause].join(' | '));
  return [HEAD, '--- | --- | --- | --- | --- | --- | ---', ...lines].map((line) => `| ${line} |`).join('\n');
}

module.exports = { summarize, table };
