'use strict';

// Where no prebuilt file fits: the command that the error names, given as it is, where scripts of packages are blocked.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { MANAGERS, provide, bare } = require('./managers');
const { copy, pack } = require('./tarball');

describe('the command that ENOADDON names', function () {
  this.timeout(300000);
  let folder, tarball, scripts, machine, app;
  before(async () => {
    scripts = await provide(MANAGERS.map(({ name }) => name), console.log);
    machine = bare();
    folder = copy();
    tarball = (await pack(folder)).file;
  });
  beforeEach(() => {
    app = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gch-compiled-')));
    fs.writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'game', version: '1.0.0' }));
  });
  afterEach(() => fs.rmSync(app, { recursive: true }));
  after(() => {
    machine?.remove();
    if (folder) fs.rmSync(folder, { recursive: true });
  });

  /** What the addon exports, or the error's message. */
  function load(name) {
    const script = `try { console.log(typeof require('${name}/lib/native')().open); } catch (err) { console.log(err.message); }`;
    return spawnSync(process.execPath, ['-e', script], { cwd: app, encoding: 'utf8', env: { ...process.env, POMELO_GLOBALCHANNEL_ADDON: '' } }).stdout.trim();
  }

  for (const { name, add } of MANAGERS) {
    it(`compiles it, installed with ${name} under another name`, async function () {
      if (!scripts[name]) return this.skip();
      const installed = await machine.run(scripts[name], [...add, `channels@file:${path.relative(app, tarball)}`], app);
      assert.ok(installed.ok, installed.output);
      fs.rmSync(path.join(app, 'node_modules/channels/prebuilds'), { recursive: true });
      const message = load('channels');
      const [, command, cwd] = /; `([^`]*)`(?: in (\S+))? compiles it, which needs /.exec(message) || assert.fail(message);
      // With its own npm, where it is one.
      const PATH = [path.join(scripts[name], '../../../.bin'), process.env.PATH].join(path.delimiter);
      const done = spawnSync(command, { shell: true, cwd: cwd || '/', encoding: 'utf8', env: { ...process.env, PATH } });
      assert.equal(done.status, 0, done.stderr);
      assert.equal(load('channels'), 'function');
    });
  }
});
