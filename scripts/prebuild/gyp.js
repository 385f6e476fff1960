'use strict';

// What binding.gyp says, read as gyp would: the one list of sources and flags.

const fs = require('fs');
const path = require('path');
const vm = require('vm');

module.exports = { readGyp };

const root = path.join(__dirname, '..', '..');
/** What the variables of binding.gyp are given by commands; the build sets it. */
const SOURCE = '<(hiredis_source)';

/**
 * @param {string} os as gyp names it: linux, win
 * @param {string} hiredis the folder of its sources
 * @returns {{sources: string[], include_dirs: string[], defines: string[], cflags_c: string[], ldflags: string[]}}
 */
function readGyp(os, hiredis) {
  const target = parse().targets[0];
  /** @type {Record<'sources' | 'include_dirs' | 'defines' | 'cflags_c' | 'ldflags', string[]>} */
  const settings = { sources: [], include_dirs: [], defines: [], cflags_c: [], ldflags: [] };
  merge(settings, target);
  for (const [condition, then, otherwise = {}] of target.conditions) {
    merge(settings, vm.runInNewContext(condition, { OS: os, hiredis_source: hiredis }) ? then : otherwise);
  }
  settings.include_dirs = settings.include_dirs.map(folder => path.resolve(root, folder === SOURCE ? hiredis : folder));
  return settings;
}

/** Python's literals are JavaScript's, but for the comments. */
function parse() {
  const text = fs.readFileSync(path.join(root, 'binding.gyp'), 'utf8').replace(/^\s*#.*$/gm, '');
  return vm.runInNewContext('(' + text + ')');
}

/** @param {Record<string, string[]>} settings @param {Record<string, any>} more */
function merge(settings, more) {
  for (const key of Object.keys(settings)) settings[key].push(...more[key] || []);
}
