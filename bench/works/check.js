'use strict';

// That all subjects do the same job: the same members in, the same lists out.

const assert = require('node:assert/strict');

/**
 * @param {import('../measure').Op} op
 * @returns {Promise<any>} its result
 */
function ask(op) {
  return new Promise((resolve, reject) => op((err, result) => (err ? reject(err) : resolve(result))));
}

/**
 * @param {any} list
 * @param {string[]} expected in any order
 */
function checkList(list, expected) {
  assert.ok(Array.isArray(list), 'a list is an array');
  assert.ok(list.every((uid) => typeof uid === 'string'), 'of strings');
  assert.equal(list.length, expected.length);
  const missing = new Set(expected);
  for (const uid of list) missing.delete(uid);
  assert.equal(missing.size, 0, 'every member is there');
}

/**
 * Uses a list as little as one can: its length and one element.
 *
 * @param {import('../subjects').Subject} subject
 * @returns {(list: any) => void}
 */
function toucher(subject) {
  if (subject.countsOnly) return () => {};
  let sum = 0;
  return (list) => {
    sum += list.length + list[list.length - 1].length;
    if (Number.isNaN(sum)) throw new Error('not a list of strings');
  };
}

module.exports = { ask, checkList, toucher };
