'use strict';

// src/hiredis.js, with a pkg-config and a compiler of the test's own.

const assert = require('assert/strict');
const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const script = path.join(__dirname, '..', '..', 'src', 'hiredis.js');
const PKG_CONFIG = `case "$1" in
  --variable=includedir) echo /opt/include/hiredis;; --modversion) echo 9.8.7;;
  --libs-only-L) echo -L/opt/lib;; --libs) echo -L/opt/lib -lhiredis;; esac`;

describe('where the build finds hiredis', () => {
  /** @type {string} */
  let folder;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-hiredis-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('is the system\'s archive, where there is one', () => {
    program('pkg-config', PKG_CONFIG);
    program('my-cc', `[ "$*" = "-m64 -L/opt/lib -print-file-name=libhiredis.a" ] && echo ${folder}/libhiredis.a`);
    write('libhiredis.a', '');
    assert.deepEqual(ask('source'), { status: 0, stdout: '\n', stderr: '' });
    assert.deepEqual(ask('include'), { status: 0, stdout: '/opt/include\n', stderr: '' });
    assert.deepEqual(ask('libs', { CC: 'my-cc -m64' }), {
      status: 0, stdout: folder + '/libhiredis.a\n', stderr: 'pomelo-globalchannel-native: hiredis 9.8.7, static\n'
    });
  });

  it('is its shared library, where there is no archive', () => {
    program('pkg-config', PKG_CONFIG);
    program('cc', 'echo libhiredis.a');
    assert.deepEqual(ask('libs'), {
      status: 0, stdout: '-L/opt/lib -lhiredis\n', stderr: 'pomelo-globalchannel-native: hiredis 9.8.7, dynamic\n'
    });
  });

  it('is told how to get, where it is not there', () => {
    for (const pkgConfig of ['', 'exit 1']) {
      if (pkgConfig) program('pkg-config', pkgConfig);
      for (const what of ['include', 'libs']) {
        const { status, stdout, stderr } = ask(what);
        assert.equal(status, 1);
        assert.equal(stdout, '');
        assert.match(stderr, /not found.*apt-get install libhiredis-dev.*dnf.*apk.*brew.*HIREDIS_SOURCE/s);
        assert.doesNotMatch(stderr, /\n {4}at /);
      }
    }
  });

  it('is the folder that HIREDIS_SOURCE names, without pkg-config', () => {
    for (const name of ['alloc.c', 'hiredis.h', 'read.c', 'sds.c']) write(name, '');
    const { status, stdout, stderr } = ask('source', { HIREDIS_SOURCE: folder });
    assert.deepEqual([status, stdout], [0, folder + '\n']);
    assert.match(stderr, /compiled in/);
  });

  it('is refused where HIREDIS_SOURCE names no such folder', () => {
    write('read.c', '');
    for (const [given, said] of [[folder, /alloc\.c, hiredis\.h, sds\.c cannot be found/], ['.', /not absolute/]]) {
      const { status, stderr } = ask('source', { HIREDIS_SOURCE: /** @type {string} */ (given) });
      assert.equal(status, 1);
      assert.match(stderr, /** @type {RegExp} */ (said));
      assert.match(stderr, /absolute path of a folder with the sources of hiredis/);
    }
  });

  it('has to be a folder on Windows', () => {
    const windows = "Object.defineProperty(process, 'platform', { value: 'win32' }); require(process.argv[1])";
    const { status, stderr } = node(['-e', windows, script, 'source']);
    assert.equal(status, 1);
    assert.match(stderr, /set HIREDIS_SOURCE/);
    assert.doesNotMatch(stderr, /apt-get/);
  });

  /** @param {string} what @param {NodeJS.ProcessEnv} [env] */
  function ask(what, env) {
    return node([script, what], env);
  }

  /** Finds only the test's programs. @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
  function node(args, env) {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: folder, encoding: 'utf8', env: { PATH: folder, ...env }
    });
    return { status, stdout, stderr };
  }

  /** @param {string} name @param {string} script */
  function program(name, script) {
    write(name, '#!/bin/sh\n' + script + '\n');
    fs.chmodSync(path.join(folder, name), 0o755);
  }

  /** @param {string} name @param {string} text */
  function write(name, text) {
    fs.writeFileSync(path.join(folder, name), text);
  }
});
