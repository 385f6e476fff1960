'use strict';

// What an application may require and import. The package refers to itself by its name, as Node lets it.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { exportsOf } = require('../../scripts/lib/exports');
const { filesBelow } = require('../../scripts/lib/sources');
const { name, exports: listed } = require('../../package.json');

const root = path.join(__dirname, '../..');

describe('the exports of package.json', () => {
  it('are up to date (npm run exports)', () => {
    assert.deepEqual(listed, exportsOf());
    assert.deepEqual(Object.keys(listed), Object.keys(exportsOf()));
  });

  it('name files that are there', () => {
    const files = Object.values(listed).flatMap((target) => (typeof target === 'string' ? target : Object.values(target)));
    for (const file of files) assert.ok(fs.existsSync(path.join(root, file)), file);
  });

  it('let every file of lib be required, with and without its ending', () => {
    for (const file of filesBelow('lib')) {
      for (const request of [file, file.replace(/\.js$/, '')]) assert.equal(require.resolve(`${name}/${request}`), path.join(root, file));
    }
    assert.equal(require(`${name}/lib/manager/redisGlobalChannelManager`), require('../../lib/manager/redisGlobalChannelManager'));
  });

  it('let the plugin be required in every form', () => {
    const plugin = require('../..');
    for (const request of [name, `${name}/index`, `${name}/index.js`]) assert.equal(require(request), plugin);
    for (const request of [`${name}/pinus`, `${name}/pinus.js`]) assert.equal(require(request), require('../../pinus'));
    assert.equal(require(`${name}/package.json`).name, name);
  });

  it('let it be imported, whole and by name', async () => {
    const [plugin, pinus] = await Promise.all([import(name), import(`${name}/pinus`)]);
    assert.equal(plugin.default, require('../..'));
    assert.deepEqual(namesOf(plugin), ['components', 'default', 'events', 'pushScheduler']);
    assert.ok(plugin.components === plugin.default.components && plugin.pushScheduler === plugin.default.pushScheduler);
    assert.equal(pinus.default, require('../../pinus'));
    assert.deepEqual(namesOf(pinus), ['components', 'default', 'name']);
  });

  it('have what TypeScript without esModuleInterop reads', () => {
    for (const plugin of [require('../..'), require('../../pinus')]) assert.equal(plugin.default, plugin);
  });

  it('name a folder with the slash that Pomelo needs', () => {
    assert.equal(require('../..').components, path.join(root, 'lib/components/'));
  });
});

/** What an ES module may import by name; later versions of Node add the whole under a name of their own. */
function namesOf(module) {
  return Object.keys(module).filter((key) => key !== 'module.exports').sort();
}
