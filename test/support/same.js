'use strict';

// Long lists and long strings: a failure shows where they part, not all of them.

const assert = require('assert/strict');
const { inspect, isDeepStrictEqual } = require('util');

module.exports = { assertSame };

const SHOWN = { depth: 3, maxArrayLength: 3, maxStringLength: 100, breakLength: Infinity };

/**
 * As deepEqual.
 *
 * @param {any[]} got
 * @param {any[]} want
 */
function assertSame(got, want) {
  if (isDeepStrictEqual(got, want)) return;
  assert.ok(Array.isArray(got), inspect(got, SHOWN));
  let at = 0;
  while (at < want.length && isDeepStrictEqual(got[at], want[at])) at++;
  const [found, wanted] = [got, want].map(list => inspect(list.slice(at), SHOWN));
  assert.fail('from number ' + at + ' on: ' + found + ' instead of ' + wanted);
}
