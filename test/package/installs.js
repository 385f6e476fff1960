'use strict';

// What users do: the package into an application, by each package manager, where nothing can be compiled.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const Application = require('./application');
const { MANAGERS, provide, bare } = require('./managers');
const { copy, pack } = require('./tarball');

const OLD = 'pomelo-globalchannel-plugin';

/**
 * Tests of an application that some package managers install.
 *
 * @param {string[]} names
 */
module.exports = (names) => describe(`an application, by ${names.join(', ')}`, function () {
  this.timeout(300000);
  let folder, tarball, scripts, machine;
  /** @type {Application[]} */
  const made = [];

  before(async () => {
    scripts = await provide(names, console.log);
    machine = bare();
    folder = copy();
    tarball = (await pack(folder)).file;
  });
  afterEach(() => Promise.all(made.splice(0).map((application) => application.stop())));
  after(() => {
    machine?.remove();
    if (folder) fs.rmSync(folder, { recursive: true });
  });

  function application(name) {
    const one = new Application(name);
    made.push(one);
    return one;
  }

  /** As it stands in its package.json, and is the same for each application. @param {Application} application */
  function specOf({ dir }) {
    return `file:${path.relative(fs.realpathSync(dir), tarball)}`;
  }

  /** Installs, and holds that nothing is said of this package that one would have to read. */
  async function install(manager, args, { dir }) {
    const { ok, reason, output } = await machine.run(scripts[manager], args, dir);
    assert.ok(ok, `${reason}\n${output}`);
    assert.deepEqual(output.split('\n').filter((line) => /gyp/i.test(line) || /global-?channel/.test(line) && /warn|err|script|build/i.test(line)), [], output);
  }

  for (const { name, add, ci, lock } of MANAGERS.filter((one) => names.includes(one.name))) {
    it(`with ${name}: installed in silence, and from the lock file, it starts, adds and pushes`, async function () {
      if (!scripts[name]) return this.skip();
      const first = application();
      await install(name, [...add, specOf(first)], first);
      await first.play();
      const second = application();
      for (const file of ['package.json', lock]) fs.copyFileSync(path.join(first.dir, file), path.join(second.dir, file));
      await install(name, ci, second);
      await second.play();
    });

    it(`with ${name}: under the name of the old plugin`, async function () {
      if (!scripts[name]) return this.skip();
      const alias = application(OLD);
      await install(name, [...add, `${OLD}@${specOf(alias)}`], alias);
      await alias.play();
    });
  }
});
