'use strict';

// The C sources keep to their layers.

const assert = require('assert/strict');
const fs = require('fs');
const path = require('path');
const rings = require('../../scripts/lib/rings');

const src = path.join(__dirname, '..', '..', 'src');
const files = fs.readdirSync(src).filter(name => /\.[ch]$/.test(name));

describe('src/', () => {
  it('names a ring for every file, and no file that is not there', () => {
    assert.deepEqual([...new Set(files.map(unit))].sort(), rings.flat().sort());
  });

  it('includes downwards only', () => {
    const upwards = edges().filter(({ from, to }) => ringOf(from) < ringOf(to));
    assert.deepEqual(upwards, []);
  });

  it('has no headers that include one another', () => {
    for (const name of rings.flat()) assert.ok(!reach(name + '.h').has(name + '.h'), name + '.h includes itself');
  });

  it('knows libuv from ring 1 on', () => {
    assert.deepEqual(files.filter(file => ringOf(file) === 0 && reach(file).has('uv.h')), []);
  });

  it('knows Node in ring 3 only', () => {
    assert.deepEqual(files.filter(file => ringOf(file) < 3 && reach(file).has('node_api.h')), []);
  });
});

/** @param {string} file */
function unit(file) {
  return file.replace(/\.[ch]$/, '');
}

/** @param {string} file */
function ringOf(file) {
  return rings.findIndex(ring => ring.includes(unit(file)));
}

/** @param {string} file @returns {string[]} what it includes, by the path that stands there */
function includes(file) {
  if (!files.includes(file)) return [];
  const text = fs.readFileSync(path.join(src, file), 'utf8');
  return [...text.matchAll(/^\s*#\s*include\s*["<]([^">]+)[">]/gm)].map(match => match[1]);
}

/** Which file of src/ includes which. */
function edges() {
  return files.flatMap(from => includes(from).filter(to => files.includes(to)).map(to => ({ from, to })));
}

/** @param {string} file @returns {Set<string>} all that it includes, directly or not */
function reach(file) {
  /** @type {Set<string>} */
  const seen = new Set();
  const visit = (/** @type {string} */ name) => {
    for (const next of includes(name)) {
      if (seen.has(next)) continue;
      seen.add(next);
      visit(next);
    }
  };
  visit(file);
  return seen;
}
