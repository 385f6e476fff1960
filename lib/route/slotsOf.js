'use strict';

const loadNative = require('../native');

/** @typedef {import('./parts').RoutedCall} RoutedCall */

/**
 * The slot that the key of a call is in.
 *
 * @param {string} prefix
 * @param {RoutedCall} call about one channel on one server
 * @returns {number | undefined} undefined: memory is short
 */
function slotOf(prefix, { name, sid }) {
  return loadNative().slot(prefix, name, sid);
}

/** One for all calls: to show C a typed array for the first time costs more than ten slots. */
let slots = new Uint16Array(1024);

/**
 * The slots that the keys of a call are in.
 *
 * @param {string} prefix
 * @param {RoutedCall} call
 * @param {any[]} items its sids, or its commands
 * @returns {Uint16Array | undefined} the first of it, until the next call; undefined: memory is short
 */
function slotsOf(prefix, { what, name }, items) {
  if (slots.length < items.length) slots = new Uint16Array(2 * items.length);
  const native = loadNative();
  const done = what === 'run' ? native.slotsOf(items.map(keyOf), slots) : native.slots(prefix, name, items, slots);
  return done && slots;
}

/** @param {string[]} command */
function keyOf([, key]) {
  return key;
}

module.exports = { slotOf, slotsOf };
