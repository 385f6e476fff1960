'use strict';

/**
 * The works. A row is one line of a work: one figure for each subject.
 *
 * @typedef {object} Row
 * @property {string} id unique, such as 'members 1000'
 * @property {string} work the file in this folder that knows how to run it
 * @property {string} label
 * @property {import('../channel').Shape} shape
 * @property {number} outstanding operations at a time
 * @property {string[]} [subjects] the only ones that take part
 * @property {string[]} [flags] of Node
 * @property {boolean} [index] whether the users' own index is kept
 *
 * @typedef {object} Bench what a run has to hand
 * @property {import('../subjects').Subject} subject
 * @property {import('../subjects/app')} app
 * @property {import('../channel').Channel} channel
 * @property {Row} row
 * @property {import('../places').Place} place
 * @property {number} seconds to measure for, about
 * @property {number} least operations
 *
 * @typedef {object} Work
 * @property {string} title
 * @property {(quick: boolean) => Row[]} rows
 * @property {(bench: Bench) => Promise<Record<string, number>>} run
 *   checks that the subject does what it should, then measures it
 */

/** @type {Record<string, Work>} */
const WORKS = {
  members: require('./members'),
  add: require('./add'),
  push: require('./push'),
  gather: require('./gather'),
  latency: require('./latency'),
  memory: require('./memory'),
  login: require('./login'),
  logout: require('./logout'),
  count: require('./count'),
  several: require('./several'),
  growth: require('./growth'),
};

/** @param {string} id */
function workOf(id) {
  if (!Object.hasOwn(WORKS, id)) throw new Error(`no such work: ${id}; there are ${Object.keys(WORKS).join(' ')}`);
  return WORKS[id];
}

module.exports = { WORKS, workOf };
