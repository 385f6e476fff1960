'use strict';

// How long each test took the last time: those that take longest begin, so that none is left alone at the end.

const fs = require('fs');
const path = require('path');

module.exports = { longestFirst, remember };

const FILE = path.join(__dirname, '..', '..', 'build-test', 'times.json');

/**
 * @param {string} kind of tests
 * @param {string[]} names those that nobody knows yet come first
 */
function longestFirst(kind, names) {
  const known = read()[kind] || {};
  /** @param {string} name */
  const ms = name => name in known ? known[name] : Number.MAX_VALUE;
  return [...names].sort((a, b) => ms(b) - ms(a));
}

/** @param {string} kind @param {Array<[string, number]>} times in ms */
function remember(kind, times) {
  const all = read();
  all[kind] = { ...all[kind], ...Object.fromEntries(times) };
  fs.mkdirSync(path.dirname(FILE), { recursive: true });
  fs.writeFileSync(FILE, JSON.stringify(all, null, 1));
}

/** @returns {Record<string, Record<string, number>>} */
function read() {
  try {
    return JSON.parse(fs.readFileSync(FILE, 'utf8'));
  } catch {
    return {};
  }
}
