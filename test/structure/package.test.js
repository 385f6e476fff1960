'use strict';

// What users install.

const assert = require('assert/strict');
const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');

const root = path.join(__dirname, '..', '..');

describe('the package', () => {
  it('holds the sources, the licence and the documents for users, and nothing else', function () {
    this.timeout(30000);
    const [pack] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'],
      { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    const packed = pack.files.map((/** @type {{path: string}} */ file) => file.path);
    const documents = fs.readdirSync(root).filter(name => /^README|^CHANGELOG\.md$/.test(name));
    const plugins = ['index.js', 'index.d.ts', 'pinus.js', 'pinus.d.ts'];
    const expected = ['LICENSE', 'native/binding.gyp', 'package.json', ...plugins, ...documents, ...below('lib'), ...below('src'), ...below('types')];
    assert.deepEqual(packed.sort(), expected.sort());
    assert.deepEqual(packed.filter((/** @type {string} */ name) => /^(lib|src)\//.test(name) && !/\.(js|c|h|sh)$/.test(name)), []);
  });

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
});

/** @param {string} folder @returns {string[]} the files below it, from the root */
function below(folder) {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const name = folder + '/' + entry.name;
    return entry.isDirectory() ? below(name) : [name];
  });
}
