'use strict';

// Tests for the tests of scripts/lib/mocha.js: not among those that are run.

const assert = require('node:assert/strict');

describe('numbers', () => {
  it('are few', () => {});

  it('are many', () => {
    console.log('said beside');
    assert.deepEqual(Array.from({ length: 500 }, (_, i) => i), []);
  });

  after(() => {
    throw new Error('after all');
  });
});
