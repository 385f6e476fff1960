'use strict';

// Channels over many frontend servers, for the works that ask all of them.

/** The frontend servers, and how many of them have members. */
const PLACES = [[10, 10], [1000, 10], [1000, 1000]];
const SIZES = [100, 1000, 10000, 100000];
/** Those of a quick run: what the targets speak of, and little more. */
const QUICK = new Set([
  'push 10 100 10', 'push 10 10000 10', 'push 1000 100 10', 'push 1000 10000 1000', 'gather 10 10000 10',
]);

/**
 * @param {string} work
 * @param {number} frontends
 * @param {number} members
 * @param {number} over
 * @returns {import('./index').Row}
 */
function row(work, frontends, members, over) {
  // Among a thousand servers a hundred members are on a hundred.
  const shape = { frontends, members, over: Math.min(over, members) };
  const [f, m, o] = [frontends, members, shape.over].map((n) => n.toLocaleString('en'));
  const label = `${f} frontends, ${m} members on ${shape.over === frontends ? 'all' : o}`;
  return { id: `${work} ${frontends} ${members} ${over}`, work, label, shape, outstanding: 1 };
}

/**
 * @param {string} work
 * @param {boolean} quick
 */
function rows(work, quick) {
  const all = PLACES.flatMap(([frontends, over]) => SIZES.map((members) => ({ frontends, members, over })));
  const one = all.map(({ frontends, members, over }) => row(work, frontends, members, over));
  return quick ? one.filter(({ id }) => QUICK.has(id)) : one;
}

module.exports = { row, rows };
