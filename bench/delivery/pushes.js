'use strict';

// A Pomelo application loads it, on any Node that the plugin runs on.

const { performance } = require('perf_hooks');
const { bodyOf } = require('./bytes');

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * @typedef {object} Order
 * @property {string} route
 * @property {number} from the first one's number
 * @property {number} pushes how many
 * @property {number} outstanding how many at a time
 * @property {number} [every] ms from the start of one to that of the next, at least
 */

/**
 * Pushes so often.
 *
 * @param {Order} order
 * @param {(body: import('./bytes').Body) => Promise<unknown>} push one, in the order of the calls
 * @returns {Promise<number[]>} how long each took, in microseconds
 */
module.exports = async function pushes({ route, from, pushes: count, outstanding, every = 0 }, push) {
  /** @type {number[]} */
  const took = [];
  let seq = from;
  const one = async () => {
    while (seq < from + count) {
      const began = performance.now();
      await push(bodyOf(route, seq++));
      const time = performance.now() - began;
      took.push(time * 1000);
      if (time < every) await sleep(every - time);
    }
  };
  await Promise.all(Array.from({ length: outstanding }, one));
  return took;
};
