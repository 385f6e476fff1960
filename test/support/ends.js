'use strict';

// Loaded by mocha.
//
// A failed assertion shows what failed, and never pages of it.
//
// A run that does not end by itself after the last test has found a bug, for a stopped service lets the process exit. It
// says what Node knows of it; what the addon holds open does not appear there.

const { describe, shorten } = require('../../scripts/lib/failures');
const { LIMIT } = require('./patience');

exports.mochaHooks = {
  afterEach() {
    const { err } = this.currentTest;
    // Our own reporter, which keeps the whole in a file, has shown it by now.
    if (!err || typeof err !== 'object') return;
    const text = shorten(describe(err));
    Object.assign(err, { message: text, stack: text, showDiff: false, cause: undefined });
  },

  afterAll() {
    setTimeout(() => {
      console.error('The tests are through, but the process does not end: %j', process.getActiveResourcesInfo());
      process.exit(1);
    }, LIMIT).unref();
  }
};
