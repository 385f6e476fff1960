'use strict';

// Loaded by mocha: a run that does not end by itself after the last test has found a bug, for a stopped service lets the
// process exit. It says what Node knows of it; what the addon holds open does not appear there.

const { LIMIT } = require('./patience');

exports.mochaHooks = {
  afterAll() {
    setTimeout(() => {
      console.error('The tests are through, but the process does not end: %j', process.getActiveResourcesInfo());
      process.exit(1);
    }, LIMIT).unref();
  }
};
