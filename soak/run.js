'use strict';

// npm run soak -- [--minutes 10] [--seed 1] [--processes 3]
//
// Several processes play on one Redis, which is killed, frozen, cut off and
// restarted at random. At the end each one's acknowledged history is held
// against what Redis has. The last line is the verdict; the exit code is 0 or 1.

const path = require('node:path');
const { fork } = require('node:child_process');
const { once } = require('node:events');
const { parseArgs } = require('node:util');
const { startProxy } = require('../test/support/proxy');
const Chaos = require('./chaos');
const soakClients = require('./clients/run');
const progress = require('../scripts/lib/terminal');
const { random } = require('./random');

/** ms; longer outages than this make calls time out, shorter ones delay them. */
const COMMAND_TIMEOUT = 2000;
/** ms that a busy machine may add to the longest wait. */
const SLACK = 1500;
/** MiB that a process may have grown by. */
const GROWTH = 64;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string', default: '3' },
    clients: { type: 'boolean', default: false },
  },
});

(values.clients ? soakClients : main)(Number(values.minutes), Number(values.seed), Number(values.processes)).then((good) => {
  process.exitCode = good ? 0 : 1;
});

/**
 * @param {number} minutes
 * @param {number} seed
 * @param {number} processes
 */
async function main(minutes, seed, processes) {
  const chaos = new Chaos(random(seed));
  await chaos.start();
  const proxies = await Promise.all(Array.from({ length: processes }, () => startProxy({ port: chaos.redis.port })));
  const players = proxies.map((proxy, i) => play(proxy.port, seed * 1000 + i));
  await Promise.all(players.map((player) => player.next('playing')));
  console.log('%d processes play for %s minutes, seed %d', processes, minutes, seed);
  const task = progress.begin('soaking');
  await chaos.rage(proxies, minutes * 60000, (line) => progress.say('%s', line));
  task.end();
  const reports = await Promise.all(players.map((player) => player.stop()));
  const wrong = await compare(chaos.redis, reports);
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await chaos.redis.stop();
  return tell(reports, chaos.counts, wrong);
}

/**
 * @param {number} port
 * @param {number} seed
 */
function play(port, seed) {
  const child = fork(path.join(__dirname, 'player.js'), [String(port), String(seed), String(COMMAND_TIMEOUT)]);
  /** @param {string} kind @returns {Promise<any>} */
  const next = async (kind) => {
    const [message] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [{ kind: 'gone' }])]);
    if (message.kind !== kind) throw new Error(`a process ended with code ${child.exitCode}, signal ${child.signalCode}`);
    return message;
  };
  const stop = async () => {
    child.send('stop');
    return next('report');
  };
  return { next, stop };
}

/**
 * Whether each member whose last call was acknowledged is where that left it.
 *
 * @param {any} redis
 * @param {any[]} reports
 */
async function compare(redis, reports) {
  const wrong = [];
  let checked = 0;
  for (const { prefix, members } of reports) {
    for (const { name, sid, uid, state } of members) {
      if (state === 'unknown') continue;
      const is = await redis.command('SISMEMBER', `${prefix}:${name}:${sid}`, uid);
      checked++;
      if (is !== (state === 'in' ? 1 : 0)) wrong.push(`${prefix}:${name}:${sid} ${uid}: acknowledged ${state}`);
    }
  }
  console.log('history: %d members held against Redis, %d differ', checked, wrong.length);
  return wrong;
}

/**
 * @param {any[]} reports
 * @param {Record<string, number>} faults
 * @param {string[]} wrong
 */
function tell(reports, faults, wrong) {
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
    ...(longest > COMMAND_TIMEOUT + SLACK ? [`a call waited for ${longest} ms`] : []),
    ...reports.filter((r) => r.end.rss - r.begin.rss > GROWTH).map((r) => `process ${r.pid} has grown`),
    ...reports.filter((r) => r.end.fds > r.begin.fds).map((r) => `process ${r.pid} keeps descriptors`),
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
