'use strict';

const loadNative = require('../native');

/** @typedef {import('./parts').RoutedCall} RoutedCall */

/**
 * The slot that the key of a call is in.
 *
 * @param {string} prefix
 * @param {RoutedCall} call about one channel on one server
 * @returns {number}
 */
function slotOf(prefix, { name, sid }) {
  return loadNative().slot(prefix, name, sid);
}

/**
 * The slots that the keys of a call are in.
 *
 * @param {string} prefix
 * @param {RoutedCall} call
 * @param {any[]} items its sids, or its commands
 * @returns {Uint16Array}
 */
function slotsOf(prefix, { what, name }, items) {
  const slots = new Uint16Array(items.length);
  if (what === 'run') loadNative().slotsOf(items.map(keyOf), slots);
  else loadNative().slots(prefix, name, items, slots);
  return slots;
}

/** @param {string[]} command */
function keyOf([, key]) {
  return key;
}

module.exports = { slotOf, slotsOf };
