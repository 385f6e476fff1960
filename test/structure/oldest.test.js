'use strict';

// The linter finds what the oldest Node that is promised does not have, in what users install and nowhere else.

const assert = require('assert/strict');
const path = require('path');
const { ESLint } = require('eslint');

const root = path.join(__dirname, '..', '..');
/** What is new, and the rule that knows it; null: it cannot even be parsed. */
const NEW = [
  ['const a = {}; a?.b();', null],
  ['let a; a ??= (() => 1); a(); a = 1;', null],
  ['class A { a = 1; } new A();', null],
  ['const a = 1_000; a();', null],
  ['const fs = require(\'node:fs\'); fs();', 'n/no-restricted-require'],
  ['const p = require(\'node:timers/promises\'); p();', 'n/no-restricted-require'],
  ['const p = require(\'timers/promises\'); p();', 'n/no-unsupported-features/node-builtins'],
  ['const fs = require(\'fs\'); fs.rmSync(\'a\');', 'n/no-unsupported-features/node-builtins'],
  ['performance.now();', 'n/no-unsupported-features/node-builtins'],
  ['structuredClone({});', 'n/no-unsupported-features/node-builtins'],
  ['new AbortController();', 'n/no-unsupported-features/node-builtins'],
  ['const { AsyncResource } = require(\'async_hooks\'); AsyncResource.bind(() => {});', 'n/no-unsupported-features/node-builtins'],
  ['Object.hasOwn({}, \'a\');', 'n/no-unsupported-features/es-builtins'],
  ['Promise.any([]);', 'n/no-unsupported-features/es-builtins'],
  ['new AggregateError([]);', 'no-undef'],
  ['new WeakRef({});', 'no-undef'],
  ['[1].at(0);', 'no-restricted-syntax'],
  ['\'a\'.replaceAll(\'a\', \'b\');', 'no-restricted-syntax'],
];

describe('code for the oldest Node', () => {
  const eslint = new ESLint({ cwd: root });
  const findings = async (code, filePath) => {
    const [{ messages }] = await eslint.lintText(`'use strict';\n\n${code}\n`, { filePath: path.join(root, filePath) });
    return messages.map(({ ruleId }) => ruleId);
  };

  for (const [code, rule] of NEW) {
    it(`has no ${code}`, async () => {
      for (const file of ['index.js', 'lib/any.js', 'lib/folder/any.js']) assert.ok((await findings(code, file)).includes(rule), file);
      assert.deepEqual(await findings(code, 'scripts/any.js'), []);
    });
  }
});
