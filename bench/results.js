'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { workOf } = require('./works');

/**
 * What came out, as results.json has it.
 *
 * @typedef {object} About
 * @property {string} date
 * @property {string} mode
 * @property {string} machine
 * @property {string} node
 * @property {string} redis
 * @property {{ id: string, title: string, version: string | null }[]} subjects
 *
 * @typedef {object} RowResult
 * @property {string} id
 * @property {string} title of the work
 * @property {string} label
 * @property {import('./channel').Shape} shape
 * @property {Record<string, Record<string, number>>} medians by subject
 * @property {Record<string, Record<string, number>[]>} runs by subject
 *
 * @typedef {object} Results
 * @property {About} about
 * @property {RowResult[]} rows
 * @property {import('./targets').Verdict[]} targets
 */

/**
 * @param {import('./works').Row} row
 * @param {Map<string, Record<string, number>[]>} runs
 * @returns {RowResult}
 */
function summarize({ id, work, label, shape }, runs) {
  const medians = [...runs].map(([subject, figures]) => [subject, mediansOf(figures)]);
  return {
    id,
    title: workOf(work).title,
    label,
    shape,
    medians: Object.fromEntries(medians),
    runs: Object.fromEntries(runs),
  };
}

/** @param {Record<string, number>[]} figures */
function mediansOf(figures) {
  const names = Object.keys(figures[0]);
  return Object.fromEntries(names.map((name) => [name, median(figures.map((run) => run[name]))]));
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Where and how it was measured.
 *
 * @param {string} mode
 * @param {string} redis its version
 * @param {About['subjects']} subjects
 * @returns {About}
 */
function describe(mode, redis, subjects) {
  const cpus = os.cpus();
  const machine = `${cpus[0].model.trim()}, ${cpus.length} cores`;
  return { date: new Date().toISOString().slice(0, 10), mode, machine, node: process.versions.node, redis, subjects };
}

/** @type {(results: object, file: string) => void} */
function save(results, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const round = (/** @type {string} */ _, /** @type {any} */ value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value);
  fs.writeFileSync(file, JSON.stringify(results, round, 1) + '\n');
}

module.exports = { describe, summarize, mediansOf, save };
