'use strict';

// What users install, and what installs it.

const assert = require('assert/strict');
const fs = require('fs');
const path = require('path');
const { made, FILE } = require('../../scripts/gyp');

const root = path.join(__dirname, '..', '..');

describe('the package', () => {
  it('is locked to versions, not to the places they came from', () => {
    const { packages } = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
    const others = Object.keys(packages).filter(Boolean);
    assert.ok(others.length > 0);
    assert.deepEqual(others.filter(name => packages[name].resolved || !packages[name].integrity), []);
  });

  it('depends on exact versions', () => {
    const { dependencies, devDependencies } = require('../../package.json');
    const versions = Object.values({ ...dependencies, ...devDependencies });
    assert.deepEqual(versions.filter(version => !/^\d+\.\d+\.\d+$/.test(version)), []);
  });

  it('is compiled by its users as it is here', () => {
    const text = fs.readFileSync(FILE, 'utf8');
    assert.equal(text, made(), 'npm run gyp makes it anew');
    const sources = text.match(/[^'" ]*\bsrc\b[^'" ]*/g) || [];
    assert.ok(sources.includes('../src/bytes/gch.c'));
    assert.deepEqual(sources.filter(name => !fs.existsSync(path.join(root, 'native', name))), []);
  });

  it('says nothing twice', () => {
    const text = fs.readFileSync(path.join(root, 'package.json'), 'utf8');
    const sorted = (/** @type {string} */ all) => all.split('\n').map(line => line.trim().replace(/,$/, '')).filter(line => line.length > 2).sort();
    assert.deepEqual(sorted(text), sorted(JSON.stringify(JSON.parse(text), null, 2)));
  });
});
