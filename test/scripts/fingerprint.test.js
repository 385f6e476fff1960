'use strict';

const assert = require('assert/strict');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { fingerprint } = require('../../scripts/lib/fingerprint');

describe('the fingerprint of the prebuilt files', () => {
  /** @type {string} */
  let folder;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-fingerprint-'));
    write('binding.gyp', '{}\n');
    write('src/a.c', 'a\nb\n');
    write('src/net/b.c', 'c\n');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('is that of the sources, whatever ends their lines and whatever lies beside them', () => {
    const before = fingerprint(folder);
    write('src/a.c', 'a\r\nb\r\n');
    write('README.md', 'text');
    assert.match(before, /^[0-9a-f]{64}$/);
    assert.equal(fingerprint(folder), before);
  });

  for (const [what, change] of Object.entries({
    'a file of sources': () => write('src/net/b.c', 'd\n'),
    'binding.gyp': () => write('binding.gyp', '{ }\n'),
    'a new file': () => write('src/net/new.h', ''),
    'a file with another name': () => fs.renameSync(path.join(folder, 'src/a.c'), path.join(folder, 'src/c.c')),
    'a file that is gone': () => fs.rmSync(path.join(folder, 'src/a.c')),
    'an end of line': () => write('src/a.c', 'a\nb')
  })) {
    it('differs with ' + what, () => {
      const before = fingerprint(folder);
      change();
      assert.notEqual(fingerprint(folder), before);
    });
  }

  it('is of this repository where none is named', () => {
    assert.equal(fingerprint(), fingerprint(path.join(__dirname, '..', '..')));
  });

  /** @param {string} name @param {string} text */
  function write(name, text) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
});
