'use strict';

/**
 * Which numbers of one series have come, as ranges: [first, last, first, last, ...].
 */
class Track {
  constructor() {
    /** @type {number[]} */
    this.ranges = [];
  }

  /**
   * @param {number} seq
   * @returns {string | null} what is wrong with it
   */
  add(seq) {
    const { ranges } = this;
    const last = ranges[ranges.length - 1] ?? -1;
    if (seq <= last) return has(ranges, seq) ? `${seq} came twice` : `${seq} came after ${last}`;
    if (seq === last + 1 && ranges.length > 0) ranges[ranges.length - 1] = seq;
    else ranges.push(seq, seq);
    return null;
  }
}

/** @param {number[]} ranges @param {number} seq */
function has(ranges, seq) {
  for (let i = ranges.length - 2; i >= 0; i -= 2) {
    if (seq >= ranges[i]) return seq <= ranges[i + 1];
  }
  return false;
}

module.exports = { Track, has };
