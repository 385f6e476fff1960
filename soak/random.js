'use strict';

/**
 * Numbers by chance that come again with the same seed (mulberry32).
 *
 * @param {number} seed
 * @returns {(limit: number) => number} an integer from 0 to below the limit
 */
function random(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
}

module.exports = { random };
