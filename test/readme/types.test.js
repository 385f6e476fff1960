'use strict';

// The declarations say what the README says: every option with its default, every method, every code of an error.

const assert = require('node:assert/strict');
const { read, tableOf, codes } = require('./markdown');

const README = read('README.md');
/** Options of the old Redis client, in no table. */
const IGNORED = ['connect_timeout', 'max_attempts'];

describe('the declarations', () => {
  const table = tableOf(README, 'host').map(([names, value, unit]) => ({ names: codes(names), value: codes(value)[0], unit }));
  const options = [...read('types/options.d.ts').matchAll(/\/\*\*((?:(?!\*\/).)*)\*\/\n {2}(\w+)\?:/gs)]
    .map(([, doc, name]) => ({ name, doc, value: doc.match(/@default (.*)/)?.[1] }));

  it('have every option', () => {
    const documented = table.flatMap(({ names }) => names);
    assert.deepEqual(options.map(({ name }) => name).sort(), [...documented, ...IGNORED].sort());
  });

  it('have its default and its unit, under its first name', () => {
    for (const { names: [name, ...others], value, unit } of table) {
      const option = options.find((one) => one.name === name);
      assert.equal(option.value, value, name);
      assert.equal(/milliseconds/.test(option.doc), unit === 'ms', name);
      for (const other of others) assert.match(options.find((one) => one.name === other).doc, new RegExp(`\`${name}\``), other);
    }
  });

  it('have every code of an error', () => {
    const text = read('types/errors.d.ts');
    const documented = tableOf(README, 'EINVAL').map(([code]) => codes(code)[0]).sort();
    assert.deepEqual([...text.matchAll(/^ {2}\| '(\w+)'/gm)].map((m) => m[1]).sort(), documented);
    assert.deepEqual([...text.matchAll(/^ \* - `(\w+)`/gm)].map((m) => m[1]).sort(), documented);
  });

  it('have every method, with a callback and without', () => {
    const text = read('types/service.d.ts').match(/interface GlobalChannelService \{.*?^\}/ms)[0];
    const names = tableOf(README, 'add(').map(([code]) => codes(code)[0].match(/\w+/)[0]);
    const declared = [...text.matchAll(/^ {2}(\w+)\((.*?)\): (.*?);$/gms)].map(([, name, args, result]) => ({ name, args, result }));
    assert.deepEqual([...new Set(declared.map(({ name }) => name))].sort(), names.sort());
    for (const name of names) {
      const overloads = declared.filter((one) => one.name === name);
      assert.ok(overloads.some(({ args, result }) => /cb: /.test(args) && result === 'void'), name);
      assert.ok(overloads.some(({ args, result }) => !/cb: /.test(args) && /^Promise</.test(result)), name);
    }
  });
});
