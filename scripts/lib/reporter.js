'use strict';

// The reporter of mocha that the scripts use: events as lines of JSON, to file descriptor 3.
//
//   {"total": 12}  {"begun": title}  {"passed": title}  {"over": true}
//   {"failed": title, "text": what failed, "hook": whether it is none of the tests that were counted}

const fs = require('fs');
const { describe } = require('./failures');

module.exports = class Reporter {
  /** @param {import('mocha').Runner} runner */
  constructor(runner) {
    runner.on('start', () => tell({ total: runner.total }));
    runner.on('test', test => tell({ begun: test.fullTitle() }));
    runner.on('pass', test => tell({ passed: test.fullTitle() }));
    runner.on('fail', (test, err) => tell({ failed: test.fullTitle(), text: describe(err), hook: String(test.type) === 'hook' }));
    runner.on('end', () => tell({ over: true }));
  }
};

/** @param {object} event */
function tell(event) {
  fs.writeSync(3, JSON.stringify(event) + '\n');
}
