'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { remedy } = require('../../lib/remedy');

/** What systems say they are, and what installs there what compiling needs. */
const SYSTEMS = [
  ['linux', 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n', /apt-get install .*g\+\+ .*libhiredis-dev/],
  ['linux', 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', /apt-get install /],
  ['linux', 'NAME="Rocky Linux"\nID="rocky"\nID_LIKE="rhel centos fedora"\n', /dnf install .*gcc-c\+\+ .*hiredis-devel/],
  ['linux', 'NAME="Alpine Linux"\nID=alpine\nBUG_REPORT_URL="https://debian.example"\n', /apk add .*hiredis-dev/],
  ['linux', 'NAME=Void\nID=void\n', /Python 3, make, a compiler/],
  ['linux', null, /Python 3, make, a compiler/],
  ['darwin', null, /xcode-select --install.*brew install .*hiredis/],
  ['win32', null, /Visual Studio, and HIREDIS_SOURCE/],
  ['freebsd', null, /Python 3, make, a compiler/],
];

describe('what compiling needs', () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform');
  const { readFileSync } = fs;
  afterEach(() => {
    Object.defineProperty(process, 'platform', platform);
    fs.readFileSync = readFileSync;
  });

  for (const [system, release, expected] of SYSTEMS) {
    it(`is named for ${system}${release ? ` (${release.split('\n')[0]})` : ''}`, () => {
      Object.defineProperty(process, 'platform', { ...platform, value: system });
      fs.readFileSync = () => {
        if (release === null) throw new Error('ENOENT');
        return release;
      };
      assert.match(remedy('/app/node_modules/x', []), expected);
    });
  }

  it('is not asked for where Node may not read the package', () => {
    const remedies = ['ERR_ACCESS_DENIED', 'ERR_DLOPEN_DISABLED'].map((code) => remedy('/app/x', [null, { code }]));
    assert.deepEqual(remedies, ['start Node with `--allow-fs-read=/app/x` and `--allow-addons`', 'start Node without `--no-addons`']);
  });

  it('is named for Windows with the name that npm knows', () => {
    assert.match(remedy('C:\\app\\node_modules\\@games\\x', []), /^`npm explore @games\/x -- npm run compile` in C:\\app /);
    assert.match(remedy('C:\\node_modules\\a\\node_modules\\x', []), /^`npm --prefix "C:\\node_modules\\a\\node_modules\\x" run compile` /);
  });
});
