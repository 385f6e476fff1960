'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { root, read, blocks, links, anchors } = require('./markdown');

const docs = fs.readdirSync(path.join(root, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
const PAGES = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...docs];

describe('the pages for readers', () => {
  for (const page of PAGES) {
    it(`${page}: links lead somewhere`, () => {
      for (const link of links(read(page)).filter((to) => !/^https?:/.test(to))) {
        const [name, anchor] = link.split('#');
        const file = name ? path.join(path.dirname(page), name) : page;
        assert.ok(fs.existsSync(path.join(root, file)), link);
        if (anchor !== undefined) assert.ok(anchors(read(file)).includes(`#${anchor}`), link);
      }
    });
  }

  for (const page of PAGES.filter((name) => name.includes('.zh-CN'))) {
    it(`${page}: as many sections, and the same commands, as in English`, () => {
      const other = page.replace('.zh-CN', '');
      const commands = (name) => blocks(read(name), 'sh').map((block) => block.replace(/ *#.*$/gm, ''));
      assert.deepEqual(commands(page), commands(other));
      assert.equal(anchors(read(page)).length, anchors(read(other)).length);
    });
  }
});
