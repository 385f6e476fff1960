'use strict';

// The storeys of src/, from the ground up: a file includes files of its own storey and of lower ones, never of a higher one.

const assert = require('assert/strict');
const fs = require('fs');
const path = require('path');
const { filesBelow } = require('../../scripts/lib/sources');

const STOREYS = ['bytes', 'calls', 'net', 'channel', 'node'];

const root = path.join(__dirname, '..', '..');
const files = filesBelow('src').filter(file => /\.[ch]$/.test(file)).map(file => path.relative('src', file));

describe('src/', () => {
  it('has one folder for each storey, and every C file is in one', () => {
    assert.deepEqual([...new Set(files.map(storeyOf))].sort(), [...STOREYS].sort());
    assert.deepEqual(filesBelow('test/c').map(file => file.split('/')[2]).filter(name => !STOREYS.includes(name)), ['test.h']);
  });

  it('includes its own files by folder and name', () => {
    const others = files.flatMap(file => quoted(file).filter(name => !files.includes(name)).map(name => file + ' includes ' + name));
    assert.deepEqual(others, []);
  });

  it('includes downwards only', () => {
    const upwards = files.flatMap(file => quoted(file).filter(name => height(name) > height(file)).map(name => file + ' includes ' + name));
    assert.deepEqual(upwards, []);
  });

  it('has no headers that include one another', () => {
    for (const file of files) assert.ok(!reach(file).has(file), file + ' includes itself');
  });

  it('knows libuv from net/ on', () => {
    assert.deepEqual(files.filter(file => height(file) < STOREYS.indexOf('net') && reach(file).has('uv.h')), []);
  });

  it('knows Node in node/ only', () => {
    assert.deepEqual(files.filter(file => storeyOf(file) !== 'node' && reach(file).has('node_api.h')), []);
  });

  it('is compiled whole', () => {
    const gyp = fs.readFileSync(path.join(root, 'binding.gyp'), 'utf8');
    assert.deepEqual([...gyp.matchAll(/'src\/(.*\.c)'/g)].map(match => match[1]).sort(), files.filter(file => file.endsWith('.c')));
  });
});

/** @param {string} file */
function storeyOf(file) {
  return file.split('/')[0];
}

/** @param {string} file */
function height(file) {
  return STOREYS.indexOf(storeyOf(file));
}

/** @param {string} file @returns {string[]} what it includes, as it stands there, with its brackets or quotes */
function includes(file) {
  if (!files.includes(file)) return [];
  const text = fs.readFileSync(path.join(root, 'src', file), 'utf8');
  return [...text.matchAll(/^\s*#\s*include\s*(["<].*[">])/gm)].map(match => match[1]);
}

/** @param {string} file */
function quoted(file) {
  return includes(file).filter(name => name.startsWith('"')).map(name => name.slice(1, -1));
}

/** @param {string} file @returns {Set<string>} all that it includes, directly or not */
function reach(file) {
  /** @type {Set<string>} */
  const seen = new Set();
  const visit = (/** @type {string} */ from) => {
    for (const name of includes(from).map(text => text.slice(1, -1))) {
      if (seen.has(name)) continue;
      seen.add(name);
      visit(name);
    }
  };
  visit(file);
  return seen;
}
