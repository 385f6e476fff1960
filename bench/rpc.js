#!/usr/bin/env node
'use strict';

// node bench/rpc.js [calls]
//
// RPCs in an otherwise idle cluster of two servers of Pomelo, with the option rpcNoDelay at neither end, at one, at
// both: how long one at a time takes, and what processor time an RPC takes at either side, one at a time and many. The
// clusters take turns.

const Cluster = require('../test/delivery/cluster');

const ROUNDS = 3;
const CALLS = Number(process.argv[2]) || 300;
/** Many, and how many times as many calls of them. */
const MANY = 64;
const MORE = 64;

/** @type {Record<string, Record<string, boolean>>} */
const ENDS = {
  'neither end': { 'asker-1': false, 'echo-1': false },
  'the caller\'s': { 'echo-1': false },
  'the answerer\'s': { 'asker-1': false },
  'both ends': {},
};

/**
 * @typedef {{ times: number[], asker: number, answerer: number }} Figures in microseconds
 * @typedef {{ one: Figures, many: Figures }} Both
 */

main().catch((err) => {
  console.error(err.stack);
  process.exitCode = 1;
});

async function main() {
  /** @type {Record<string, Both[]>} */
  const figures = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, rpcNoDelay] of Object.entries(ENDS)) (figures[name] ||= []).push(await measure(rpcNoDelay));
  }
  const columns = ['one at a time: median', '99 %', 'caller\'s processor', 'answerer\'s', `${MANY} at a time: caller's`, 'answerer\'s'];
  console.log(`| rpcNoDelay at | ${columns.join(' | ')} |`);
  console.log('|---|---|---|---|---|---|---|');
  for (const [name, rounds] of Object.entries(figures)) console.log(row(name, rounds));
}

/**
 * @param {Record<string, boolean>} rpcNoDelay
 * @returns {Promise<Both>}
 */
async function measure(rpcNoDelay) {
  const cluster = new Cluster({ rpcNoDelay });
  try {
    await cluster.start();
    const one = await cluster.order('measure', { server: 'echo-1', calls: CALLS, outstanding: 1 });
    const many = await cluster.order('measure', { server: 'echo-1', calls: CALLS * MORE, outstanding: MANY });
    return { one, many };
  } finally {
    await cluster.stop();
  }
}

/** @type {(name: string, rounds: Both[]) => string} */
function row(name, rounds) {
  const of = (/** @type {(both: Both) => number} */ figure) => at(rounds.map(figure), 0.5);
  const ms = (/** @type {number} */ share) => `${(of(({ one }) => at(one.times, share)) / 1000).toPrecision(3)} ms`;
  const cpu = (/** @type {(both: Both) => number} */ figure) => `${of(figure).toFixed(0)} µs`;
  const processor = [
    cpu(({ one }) => one.asker), cpu(({ one }) => one.answerer),
    cpu(({ many }) => many.asker), cpu(({ many }) => many.answerer),
  ];
  return `| ${[name, ms(0.5), ms(0.99), ...processor].join(' | ')} |`;
}

/** @type {(values: number[], share: number) => number} */
function at(values, share) {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
