'use strict';

// What is shown of a failure: enough to see what failed, never pages. The whole is kept in a file.

const assert = require('assert');
const fs = require('fs');
const path = require('path');

/** Lines that are shown of one failure, its title and the file of the whole besides, and characters of a line. */
const LINES = 28;
const WIDTH = 300;
/** How many of the lines are the last ones, where some in between are left out. */
const LAST = 5;

module.exports = { describe, keep, shorten, tell, LINES, WIDTH };

const root = path.join(__dirname, '..', '..');
const KEPT = path.join(root, 'build-failed');

/**
 * @typedef {{title: string, text: string, file: string}} Failure text: what is shown. file: where the whole is, from the root
 * @typedef {{passed: number, failures: Failure[]}} Result
 */

/**
 * @param {string} name names the file
 * @param {string} title
 * @param {string} text
 * @param {string} [whole] with all that was said beside it
 * @returns {Failure}
 */
function keep(name, title, text, whole = text) {
  const file = path.join(KEPT, name.replace(/\W+/g, '-') + '.txt');
  fs.mkdirSync(KEPT, { recursive: true });
  fs.writeFileSync(file, whole);
  return { title, text: shorten(text), file: path.relative(root, file) };
}

/** The first and the last lines, LINES in all; long ones cut. @param {string} text */
function shorten(text) {
  const lines = text.trimEnd().split('\n');
  const left = lines.length - LINES + 1;
  if (left > 1) lines.splice(LINES - LAST - 1, left, '… ' + left + ' lines left out');
  return lines.map(narrow).join('\n');
}

/** @param {string} line */
function narrow(line) {
  return line.length <= WIDTH ? line : line.slice(0, WIDTH) + '… ' + (line.length - WIDTH) + ' characters left out';
}

/**
 * An error in the order in which a reader wants it: where, what, how it came there, why.
 *
 * @param {any} err
 * @param {number} [causes] how many of them
 * @returns {string}
 */
function describe(err, causes = 3) {
  const { message, frames } = parts(err);
  const why = err && err.cause && causes ? ['caused by ' + describe(err.cause, causes - 1)] : [];
  return [...frames.slice(0, 1), message, ...difference(err), ...frames.slice(1), ...why].join('\n');
}

/** @param {any} err */
function parts(err) {
  const text = String(err && err.stack || err);
  const first = text.search(/^ +at /m);
  if (first < 0) return { message: text, frames: [] };
  const frames = text.slice(first).trimEnd().split('\n').filter(line => !/\bnode:|[\\/]node_modules[\\/]/.test(line));
  return { message: text.slice(0, first).trimEnd(), frames: frames.map(line => line.replace(root + path.sep, '')) };
}

/** What a message of the test's own does not show. @param {any} err */
function difference(err) {
  if (!(err instanceof assert.AssertionError) || err.generatedMessage || !/equal$/i.test(err.operator)) return [];
  const { actual, expected, operator } = err;
  return [new assert.AssertionError({ actual, expected, operator }).message];
}

/** @param {Failure} failure @returns {string} what is printed of it */
function tell({ title, text, file }) {
  return title + '\n' + text + '\n(whole output: ' + file + ')\n';
}
