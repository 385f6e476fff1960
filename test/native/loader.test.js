'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { Installed, PLACES } = require('./installed');

describe('the loader of the addon', () => {
  /** @type {Installed[]} */
  const made = [];
  afterEach(() => made.splice(0).forEach((installed) => installed.remove()));

  function install(folder) {
    const installed = new Installed(folder);
    made.push(installed);
    return installed;
  }

  for (let first = 0; first < PLACES.length; first++) {
    it(`takes ${PLACES[first]}${first < PLACES.length - 1 ? ' before others' : ''}`, async () => {
      const installed = install();
      for (const place of PLACES.slice(first)) installed.put(place);
      const { loaded, code, output } = await installed.load();
      assert.deepEqual({ loaded, code, output }, { loaded: [installed.file(PLACES[first])], code: undefined, output: '' });
    });
  }

  it('passes over those that do not load, with a warning for each, once', async () => {
    const installed = install();
    for (const place of PLACES.slice(0, -1)) installed.put(place, 'no addon');
    installed.put(PLACES[2]);
    const { loaded, code, output } = await installed.load();
    assert.deepEqual({ loaded, code }, { loaded: [installed.file(PLACES[2])], code: undefined });
    const lines = output.trim().split('\n');
    assert.equal(lines.length, 2, output);
    for (const [i, line] of lines.entries()) {
      assert.match(line, /\[WARN\].*does not load: /);
      assert.equal(line.split(installed.file(PLACES[i])).length, 2, line);
      assert.match(line, /globalchannel\.node: \S/);
    }
  });

  it('says in one line which files do not load, in the words of the system, and logs nothing of them', async () => {
    const installed = install();
    for (const place of PLACES) installed.put(place, 'no addon');
    const { code, message, cause, output } = await installed.load();
    assert.deepEqual({ code, output }, { code: 'ENOADDON', output: '' });
    assert.ok(!message.includes('\n'));
    for (const place of PLACES) assert.equal(message.split(installed.file(place)).length, 2, message);
    assert.ok(message.includes(cause), message);
    assert.match(message, /`npm explore pomelo-globalchannel-native -- npm run compile`/);
  });

  it('says that there is none for this system', async () => {
    const { code, message, cause } = await install().load();
    assert.deepEqual({ code, cause }, { code: 'ENOADDON', cause: undefined });
    assert.ok(message.includes(`none comes with the package for ${process.platform}-${process.arch}`), message);
  });

  for (const name of ['pomelo-globalchannel-native', 'pomelo-globalchannel-plugin', '@games/channels']) {
    it(`names the command for where it is installed, as ${name}`, async () => {
      const installed = install(`node_modules/${name}`);
      const { message } = await installed.load();
      assert.ok(message.includes(`; \`npm explore ${name} -- npm run compile\` in ${installed.app} compiles it, which needs `), message);
    });
  }

  for (const folder of ['node_modules/.pnpm/x@1.0.0/node_modules/x', 'node_modules/other/node_modules/@games/channels', 'vendor/channels']) {
    it(`names a command that finds it in ${folder}`, async () => {
      const installed = install(folder);
      const { message } = await installed.load();
      assert.ok(message.includes(`; \`npm --prefix "${installed.root}" run compile\` compiles it, which needs `), message);
    });
  }

  it('names that of a clone', async () => {
    const installed = install();
    fs.writeFileSync(path.join(installed.root, 'binding.gyp'), '{}');
    const { message } = await installed.load();
    assert.ok(message.includes(`; \`npm run build\` in ${installed.root} compiles it, which needs `), message);
  });

  it('says which option of Node is in the way', async () => {
    const installed = install();
    installed.put(PLACES[2]);
    const { code, message } = await installed.load(['--no-addons']);
    assert.equal(code, 'ENOADDON');
    assert.match(message, /addons is disabled.*; start Node without `--no-addons`$/);
  });

  it('says which permission it needs', async function () {
    const flag = ['--permission', '--experimental-permission'].find((name) => process.allowedNodeEnvironmentFlags.has(name));
    if (!flag) return this.skip();
    const installed = install();
    installed.put(PLACES[2]);
    const { message } = await installed.load([flag, '--no-warnings', '--allow-fs-read=*']);
    assert.match(message, /addons is disabled.*; start Node with `--allow-addons`$/);
    const { loaded } = await installed.load([flag, '--no-warnings', '--allow-fs-read=*', '--allow-addons']);
    assert.deepEqual(loaded, [installed.file(PLACES[2])]);
  });
});
