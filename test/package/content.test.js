'use strict';

// What is in the package.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { copy, pack, prebuilt } = require('./tarball');

const LIMIT = 500 * 1000;
const FOLDERS = ['bench/pictures', 'docs', 'lib', 'types', 'prebuilds', 'src'];
const FILES = ['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'README.zh-CN.md', 'THIRD-PARTY.md', 'bench/README.md',
  'index.d.ts', 'index.js', 'native/binding.gyp', 'package.json', 'pinus.d.ts', 'pinus.js'];

describe('the package', function () {
  this.timeout(60000);
  let folder, packed;
  before(async () => {
    folder = copy();
    packed = await pack(folder);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('holds the sources, the prebuilt files and the documents for users, and nothing else', () => {
    const expected = [...FILES.filter(exists), ...FOLDERS.flatMap(below)].sort();
    assert.deepEqual(packed.names, expected);
    assert.deepEqual(packed.names.filter((name) => /^(lib|src)\//.test(name) && !/\.(js|ts|c|h|sh)$/.test(name)), []);
  });

  it('has nothing at its top that makes npm compile it', () => {
    assert.deepEqual(packed.names.filter((name) => /^[^/]*\.gyp$/.test(name)), []);
    const { scripts, gypfile } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    // `prepare` is none that npm runs, but one that it says it has blocked.
    assert.deepEqual(['preinstall', 'install', 'postinstall', 'prepare'].filter((name) => scripts[name]), []);
    assert.equal(gypfile, false);
  });

  it('has what its documents point to', () => {
    const documents = packed.names.filter((name) => name.endsWith('.md'));
    const links = documents.flatMap((document) => linksOf(document).map((link) => path.posix.join(path.posix.dirname(document), link)));
    assert.ok(links.includes('bench/pictures/members.svg'));
    const inside = new Set(packed.names.flatMap((name) => [name, path.posix.dirname(name)]));
    assert.deepEqual(links.filter((link) => !inside.has(link.replace(/\/$/, ''))), []);
  });

  it('is no longer than it has to be', function () {
    if (!prebuilt()) return this.skip();
    assert.ok(packed.size <= LIMIT, `${packed.size} bytes`);
  });

  function exists(name) {
    return fs.existsSync(path.join(folder, name));
  }

  /** @returns {string[]} the files below it, from the top */
  function below(name) {
    return fs.readdirSync(path.join(folder, name), { withFileTypes: true })
      .flatMap((entry) => (entry.isDirectory() ? below(`${name}/${entry.name}`) : [`${name}/${entry.name}`]));
  }

  /** Of Markdown and of HTML, to files. */
  function linksOf(document) {
    const text = fs.readFileSync(path.join(folder, document), 'utf8').replace(/^```[^]*?^```|`[^`\n]*`/gm, '');
    const targets = [...text.matchAll(/\]\(([^)\s]+)[^)]*\)|(?:src|href)="([^"]+)"/g)].map(([, markdown, html]) => markdown || html);
    return targets.filter((target) => !/^([a-z]+:|#)/.test(target)).map((target) => target.replace(/#.*/, ''));
  }
});
