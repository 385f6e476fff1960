'use strict';

// Runs files of JavaScript tests and tells of them on file descriptor 3 (reporter.js):
//
//   node scripts/lib/tests.js [--dry-run] file ...
//
// With the settings of .mocharc.json, as mocha's own program would, whose command line is a third of the time of a quick file.

const path = require('path');
const Mocha = require('mocha');
const settings = require('../../.mocharc.json');

const root = path.join(__dirname, '..', '..');
const reporter = require.resolve('./reporter');
const { mochaHooks: rootHooks } = require(path.join(root, settings.require));
const dryRun = process.argv[2] === '--dry-run';
const mocha = new Mocha({ reporter, rootHooks, timeout: settings.timeout, forbidOnly: true, dryRun });

Error.stackTraceLimit = Infinity;
process.argv.slice(dryRun ? 3 : 2).forEach(file => mocha.addFile(path.resolve(file)));
mocha.run(failures => process.on('exit', () => {
  process.exitCode = Math.min(failures, 255);
}));
