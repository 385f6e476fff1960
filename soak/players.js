'use strict';

// The processes that play, and what is said of them at the end.

const path = require('node:path');
const { fork } = require('node:child_process');
const { once } = require('node:events');
const { everything, differing, nameOf } = require('./members');

/** ms that a busy machine may add to the longest wait. */
const SLACK = 1500;
/** MiB that a process may have grown by. */
const GROWTH = 64;

/**
 * @param {object} where Redis is: options of the plugin
 * @param {number} seed
 * @param {number} timeout of a command
 */
function play(where, seed, timeout) {
  const child = fork(path.join(__dirname, 'player.js'), [JSON.stringify(where), String(seed), String(timeout)]);
  const gone = once(child, 'exit').then(() => [{ kind: 'gone' }]);
  /** @param {string} kind @returns {Promise<any>} */
  const next = async (kind) => {
    const [message] = await Promise.race([once(child, 'message'), gone]);
    if (message.kind !== kind) throw new Error(`a process ended with code ${child.exitCode}, signal ${child.signalCode}`);
    return message;
  };
  /** @type {(word: string) => Promise<any>} all calls are answered: its report */
  const told = (word) => {
    child.send(word);
    return next('report');
  };
  /** @param {any[]} lost members of whom it is to forget what was acknowledged */
  const resume = (lost) => child.send(lost);
  return { next, pause: () => told('pause'), resume, stop: () => told('stop') };
}

/**
 * Whether each member whose last call was acknowledged is where that left it.
 *
 * @param {any[]} nodes that have them
 * @param {any[]} reports
 */
async function compare(nodes, reports) {
  const missing = differing(await everything(nodes), reports);
  const wrong = reports.flatMap(({ prefix }, i) => missing[i].map((member) => `${nameOf(prefix, member)}: acknowledged ${member.state}`));
  const checked = reports.flatMap(({ members }) => members).filter(({ state }) => state !== 'unknown').length;
  console.log('history: %d members held against Redis, %d differ', checked, wrong.length);
  return wrong;
}

/**
 * @param {any[]} reports
 * @param {Record<string, number>} faults
 * @param {string[]} wrong
 * @param {{ timeout: number, fds?: number }} limits fds: descriptors that a process may have more at the end
 */
function tell(reports, faults, wrong, { timeout, fds = 0 }) {
  const calls = sum(reports.map((report) => report.calls));
  const codes = sum(reports.map((report) => report.codes));
  const longest = Math.max(...reports.map((report) => report.longest));
  const open = reports.reduce((n, report) => n + report.open, 0);
  console.log('calls:   %s', list(calls));
  console.log('faults:  %s', list(faults));
  console.log('answers: %s', list(codes));
  console.log('longest wait: %d ms; never answered: %d', longest, open);
  for (const { pid, begin, end } of reports) {
    console.log('process %d: memory %d -> %d MiB, descriptors %d -> %d', pid, begin.rss, end.rss, begin.fds, end.fds);
  }
  const bad = [
    ...wrong,
    ...(open > 0 ? [`${open} calls were never answered`] : []),
    ...(longest > timeout + SLACK ? [`a call waited for ${longest} ms`] : []),
    ...reports.filter((r) => r.end.rss - r.begin.rss > GROWTH).map((r) => `process ${r.pid} has grown`),
    ...reports.filter((r) => r.end.fds > r.begin.fds + fds).map((r) => `process ${r.pid} keeps descriptors`),
  ];
  for (const line of bad.slice(0, 20)) console.log('  %s', line);
  console.log(bad.length === 0 ? 'verdict: nothing lost, nothing hung, nothing leaked' : `verdict: ${bad.length} promises broken`);
  return bad.length === 0;
}

/** @param {Record<string, number>[]} counts */
function sum(counts) {
  /** @type {Record<string, number>} */
  const total = {};
  for (const count of counts) {
    for (const [key, n] of Object.entries(count)) total[key] = (total[key] || 0) + n;
  }
  return total;
}

/** @param {Record<string, number>} counts */
function list(counts) {
  return Object.entries(counts).map(([key, n]) => `${key} ${n}`).join(', ') || 'none';
}

module.exports = { play, compare, tell };
