#!/usr/bin/env node
'use strict';

// The tests of the C core, or some of them:
//
//   node scripts/ctest.js [--cc gcc|clang] [--sanitize | --valgrind] [name ...]

const { parseArgs } = require('util');
const { ctests } = require('./lib/ctests');
const { tell } = require('./lib/failures');
const progress = require('./lib/terminal');

const { values: flags, positionals: names } = parseArgs({
  options: {
    cc: { type: 'string', default: 'gcc' },
    sanitize: { type: 'boolean', default: false },
    valgrind: { type: 'boolean', default: false }
  },
  allowPositionals: true
});

main();

async function main() {
  const variant = { cc: String(flags.cc), sanitize: Boolean(flags.sanitize), valgrind: Boolean(flags.valgrind), whole: true };
  const task = progress.begin('C tests');
  const { passed, failures } = await ctests(task, variant, names, line => progress.say('%s', line));
  task.end();
  for (const failure of failures) progress.say('%s', tell(failure));
  progress.say('%d passed, %d failed', passed, failures.length);
  process.exitCode = passed && !failures.length ? 0 : 1;
}
