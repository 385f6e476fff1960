'use strict';

const assert = require('assert/strict');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { copySources } = require('../../scripts/matrix/folder');
const { newestOf } = require('../../scripts/matrix/fetch');
const { table } = require('../../scripts/matrix/table');

describe('the matrix', () => {
  it('ends with a table of what was tested where', () => {
    const failure = { title: 't', text: '', file: '' };
    const lines = table([
      { where: 'Node 12.22.12, prebuilt addon', what: 'drive', passed: 1, failures: [] },
      { where: 'Node 18', what: '', passed: 0, failures: [], skipped: 'npm does not have it' },
      { where: 'Debian trixie', what: 'mocha', passed: 9, failures: [failure] },
    ]).split('\n');
    assert.deepEqual(lines, [
      'Node 12.22.12, prebuilt addon  drive  1 passed',
      'Node 18                               skipped',
      'Debian trixie                  mocha  1 of 10 FAILED',
    ]);
  });

  it('takes the newest release by its numbers', () => {
    assert.equal(newestOf('["12.22.2","12.22.12","12.22.9"]'), '12.22.12');
    assert.equal(newestOf('"12.22.1"'), '12.22.1');
    assert.equal(newestOf(''), undefined);
  });

  it('copies the sources, and nothing that was built or installed', () => {
    const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'gch-matrix-')), 'copy');
    try {
      copySources(folder);
      for (const file of ['package.json', 'index.js', 'lib/native.js', 'scripts/build.js', 'test/scripts/matrix.test.js', '.mocharc.json']) {
        assert.ok(fs.existsSync(path.join(folder, file)), file);
      }
      const names = fs.readdirSync(folder);
      assert.deepEqual(names.filter(name => /^(build|prebuilds|node_modules|\.git$)/.test(name)), []);
      copySources(folder);
      assert.deepEqual(fs.readdirSync(folder), names);
    } finally {
      fs.rmSync(path.dirname(folder), { recursive: true });
    }
  });
});
