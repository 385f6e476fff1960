'use strict';

// npm pack makes no package whose prebuilt files are of something else.

const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { copy } = require('../package/tarball');

/** All that it looks at. */
const PARTS = ['binding.gyp', 'native', 'package.json', 'prebuilds', 'scripts', 'src'];

/** What is done to the repository, and what is said of it. */
const FAULTS = [
  ['has no prebuilt file for a system', 'prebuilds/linux-arm64/globalchannel.node is missing', (at) => fs.rmSync(at('prebuilds/linux-arm64'), { recursive: true })],
  ['has none at all', 'prebuilds/fingerprint.json is missing', (at) => fs.rmSync(at('prebuilds'), { recursive: true })],
  ['has other sources', 'the files of prebuilds/ are of other sources', (at) => fs.appendFileSync(at('src/bytes/gch.c'), '\n')],
  ['has one more source', 'the files of prebuilds/ are of other sources', (at) => fs.writeFileSync(at('src/bytes/more.c'), '')],
  ['is built in another way', 'the files of prebuilds/ are of other sources', (at) => fs.appendFileSync(at('binding.gyp'), '\n')],
  ['has another prebuilt file', 'prebuilds/win32-x64/globalchannel.node is not the file', (at) => fs.appendFileSync(at('prebuilds/win32-x64/globalchannel.node'), '.')],
  ['has another hiredis in it', 'the files of prebuilds/ have hiredis 1.1.0 in them', (at) => {
    const file = at('prebuilds/fingerprint.json');
    fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file, 'utf8')), hiredis: '1.1.0' }));
  }],
  ['cannot be compiled', 'native/binding.gyp is not that of binding.gyp', (at) => fs.rmSync(at('native/binding.gyp'))],
  ['is compiled in another way than here', 'native/binding.gyp is not', (at) => fs.appendFileSync(at('native/binding.gyp'), '\n')],
];

describe('prepack', () => {
  let whole, folder;
  const at = (/** @type {string} */ name) => path.join(folder, name);
  before(() => { whole = copy(); });
  beforeEach(() => {
    folder = fs.mkdtempSync(`${whole}-spoiled-`);
    execFileSync('cp', ['-a', ...PARTS.map((name) => path.join(whole, name)), folder]);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));
  after(() => fs.rmSync(whole, { recursive: true }));

  function prepack() {
    return spawnSync(process.execPath, [at('scripts/prepack.js')], { encoding: 'utf8' });
  }

  it('says and changes nothing when all is as it has to be', () => {
    const before = fs.readFileSync(at('package.json'));
    const { status, stdout, stderr } = prepack();
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
    assert.deepEqual(fs.readFileSync(at('package.json')), before);
  });

  for (const [what, said, cause] of FAULTS) {
    it(`refuses what ${what}`, () => {
      cause(at);
      const { status, stderr } = prepack();
      assert.equal(status, 1);
      assert.ok(stderr.startsWith(`not packed: ${said}`), stderr);
      assert.match(stderr, /; `npm run (prebuild|gyp)` makes (them all|it)\n$/);
    });
  }

  it('stops npm pack', () => {
    fs.rmSync(at('prebuilds'), { recursive: true });
    const { status, stderr } = spawnSync('npm', ['pack'], { cwd: folder, encoding: 'utf8' });
    assert.notEqual(status, 0);
    assert.match(stderr, /not packed: /);
    assert.deepEqual(fs.readdirSync(folder).filter((name) => name.endsWith('.tgz')), []);
  });
});
