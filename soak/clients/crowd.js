'use strict';

// A process of many clients: they live until the parent says stop, and their records are sent to it.

const Visitor = require('./visitor');
const { random } = require('../random');

const [seed, count, ...ports] = process.argv.slice(2).map(Number);
/** @type {Record<string, number>} */
const counts = {};
const visitors = Array.from({ length: count }, (_, i) => {
  const who = { uid: `client-${seed}-${i}`, deflate: i % 4 === 0, stays: i % 3 === 0 };
  return new Visitor(who, ports, random(seed * 1000 + i), counts);
});

// The end of the parent is the end of the crowd.
process.once('disconnect', () => process.exit());

const lives = Promise.all(visitors.map((visitor) => visitor.live()));

process.on('message', async (/** @type {any} */ { what }) => {
  if (what === 'count') return process.send?.({ kind: 'count', ...look() });
  visitors.forEach((visitor) => (visitor.over = true));
  await lives;
  process.send?.({ kind: 'told', counts, records: visitors.flatMap(({ records }) => records) });
});

function look() {
  return {
    here: visitors.filter(({ visit }) => visit).length,
    stalling: visitors.filter(({ stalling }) => stalling).length,
    got: visitors.reduce((sum, { records }) => records.reduce((n, { got }) => n + got, sum), 0),
  };
}
