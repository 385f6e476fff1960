'use strict';

const members = require('./members');
const { row } = require('./whole');

const SUBJECTS = ['native', 'old', 'ioredis', 'fast-driver', 'floor'];
const MEMBERS = [1, 10, 100, 1000, 10000, 100000, 1000000];
const FRONTENDS = [1, 10, 100, 1000, 10000];
/** The ends of a quick run. */
const QUICK = { least: 10, members: 100000, frontends: 1000 };
/** At a time, in all reads together; a million members are read one list at a time. */
const MEMBERS_OUTSTANDING = 1600000;

/**
 * The same works over more sizes, for the pictures of how cost grows. The rows are those of the other works, which run
 * them.
 *
 * @type {import('./index').Work}
 */
module.exports = {
  title: 'how cost grows',
  rows: (quick) => [
    ...MEMBERS.filter((n) => !quick || isBetween(n, QUICK.members)).map((n) => members.row(n, outstandingOf(n))),
    ...FRONTENDS.filter((n) => !quick || isBetween(n, QUICK.frontends)).map((n) => row('push', n, 100, Math.min(n, 10))),
  ].map((one) => ({ ...one, subjects: SUBJECTS })),
  run: () => Promise.reject(new Error('the rows of growth belong to other works')),
};

/** @type {(n: number, most: number) => boolean} */
function isBetween(n, most) {
  return n >= QUICK.least && n <= most;
}

/** @param {number} n */
function outstandingOf(n) {
  return Math.min(16, Math.floor(MEMBERS_OUTSTANDING / n));
}
