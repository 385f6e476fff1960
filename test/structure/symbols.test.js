'use strict';

// What the built addon takes from the process that loads it, and what it shows. Node's headers promise a stable ABI for
// these names only; anything else would work until it does not.

const assert = require('assert/strict');
const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { NAPI_VERSION, isEntry, isNodes } = require('../../scripts/lib/napi');

const release = path.join(__dirname, '..', '..', 'build', 'Release');
/** Left in every shared object by the compiler and the linker. */
const WEAK = ['__gmon_start__', '_ITM_deregisterTMCloneTable', '_ITM_registerTMCloneTable', '__cxa_finalize'];

describe('the built addon', () => {
  it('imports Node-API up to version ' + NAPI_VERSION + ', libuv and libc, and nothing else', () => {
    const imports = nm('--undefined-only');
    assert.ok(imports.some(name => name.startsWith('napi_')), 'nm shows the imports');
    assert.deepEqual(imports.filter(name => !isAllowed(name)), []);
  });

  it('is one of Node-API to node-addon-api as well', () => {
    const checker = require.resolve('node-addon-api/tools/check-napi.js');
    const found = execFileSync(process.execPath, [checker], { cwd: path.dirname(addon()), encoding: 'utf8' }).trim().split('\n');
    // It ends nm as soon as it knows that the answer is yes, and may say so.
    assert.ok(found.length > 0);
    assert.deepEqual(found.filter(line => !/ N-API.*: .*\.node$|signal: SIGTERM$/.test(line) || /Not/.test(line)), []);
  });

  it('exports only what Node looks for', () => {
    const exported = nm('--defined-only');
    assert.ok(exported.includes('napi_register_module_v1'));
    assert.deepEqual(exported.filter(name => !isEntry(name)), []);
  });

  it('asks for no library but libc, and hiredis where it is linked dynamically', () => {
    const needed = [...elf('-d').matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(match => match[1]);
    assert.deepEqual(needed.filter(name => !/^(libc|libm|libpthread|libhiredis|ld-linux[\w-]*)\.so/.test(name)), []);
  });

  /** @param {string} name as nm shows it, with the version of the library */
  function isAllowed(name) {
    const [bare, version] = name.split('@');
    return isNodes(bare) || /^GLIBC_/.test(version || '') || WEAK.includes(bare);
  }
});

/** @param {string} which @returns {string[]} */
function nm(which) {
  const text = execFileSync('nm', ['-D', which, addon()], { encoding: 'utf8' });
  return text.trim().split('\n').map(line => line.trim().split(/\s+/).slice(-1)[0]);
}

/** @param {string} what */
function elf(what) {
  return execFileSync('readelf', [what, '--wide', addon()], { encoding: 'utf8' });
}

function addon() {
  const found = fs.readdirSync(release).filter(name => name.endsWith('.node'));
  assert.equal(found.length, 1, 'one addon in build/Release');
  return path.join(release, found[0]);
}
