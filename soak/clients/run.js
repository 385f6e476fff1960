'use strict';

// npm run soak -- --clients [--minutes 10] [--seed 1]
//
// A real Pomelo cluster, and clients that come, go, stall and vanish while pushes run. At the end what each client got is
// held against what was pushed.

const path = require('node:path');
const { fork } = require('node:child_process');
const { once } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const Cluster = require('../../demo/cluster');
const judge = require('./judge');

const SERVERS = { connector: 3, chat: 2 };
const CROWDS = 3;
/** Clients of each crowd. */
const CLIENTS = 100;
/** ms between two lines that tell how far it is. */
const EVERY = 8000;
/** ms for the beginning and the end, on a busy machine. */
const GRACE = 180000;

/**
 * @param {number} minutes
 * @param {number} seed
 * @returns {Promise<boolean>} whether everything arrived as it must
 */
async function soakClients(minutes, seed) {
  const cluster = new Cluster({ app: path.join(__dirname, 'app'), servers: SERVERS });
  /** @type {import('node:child_process').ChildProcess[]} */
  const crowds = [];
  try {
    return await Promise.race([soak(cluster, crowds, minutes, seed), interruption(minutes * 60000 + GRACE)]);
  } catch (err) {
    console.log('%s\nverdict: it could not be finished: %s', cluster.logs().slice(-5000), err.message);
    return false;
  } finally {
    for (const crowd of crowds) crowd.kill('SIGKILL');
    await cluster.stop();
  }
}

/**
 * @param {Cluster} cluster
 * @param {import('node:child_process').ChildProcess[]} crowds which are added
 * @param {number} minutes
 * @param {number} seed
 */
async function soak(cluster, crowds, minutes, seed) {
  await during('the cluster starts', cluster.start());
  const servers = (/** @type {string} */ type) => [...cluster.processes].filter(([id]) => id.startsWith(type)).map(([, child]) => child);
  const chats = servers('chat');
  const ports = Object.values(cluster.servers).flatMap(({ clientPort }) => clientPort ?? []);
  for (let i = 0; i < CROWDS; i++) crowds.push(fork(path.join(__dirname, 'crowd.js'), [seed * 10 + i, CLIENTS, ...ports].map(String)));
  console.log('%d clients on %d connectors for %s minutes, seed %d', CROWDS * CLIENTS, SERVERS.connector, minutes, seed);
  chats.forEach((chat, i) => chat.send({ what: 'talk', seed: seed * 10 + i }));
  await watch(minutes * 60000, chats, crowds);
  const pushed = await during('the last pushes call back', all(chats, 'stop'));
  const told = await during('the clients read what is left', all(crowds, 'stop'));
  const gauged = await all(servers('connector'), 'stop');
  return tell({ pushes: Object.assign({}, ...pushed.map(({ pushes }) => pushes)), told, gauged });
}

/** Says so again and again until it is done. @template T @param {string} what @param {Promise<T>} promise */
async function during(what, promise) {
  const timer = setInterval(() => console.log('%s', what), EVERY);
  try {
    return await promise;
  } finally {
    clearInterval(timer);
  }
}

/**
 * @param {number} ms
 * @param {import('node:child_process').ChildProcess[]} chats
 * @param {import('node:child_process').ChildProcess[]} crowds
 */
async function watch(ms, chats, crowds) {
  for (const began = Date.now(), end = began + ms; Date.now() < end;) {
    await sleep(Math.min(EVERY, end - Date.now()));
    const [pushed, seen] = await Promise.all([all(chats, 'count'), all(crowds, 'count')]);
    console.log('after %d s: %d clients are there, %d of them stall; %d pushes, %d deliveries', Math.round((Date.now() - began) / 1000),
      sum(seen, 'here'), sum(seen, 'stalling'), sum(pushed, 'pushes'), sum(seen, 'got'));
  }
}

/**
 * @param {import('node:child_process').ChildProcess[]} children
 * @param {string} what each is told
 * @returns {Promise<any[]>} what they answer; each answers to one thing after the other
 */
function all(children, what) {
  return Promise.all(children.map(async (child) => {
    const answered = new AbortController();
    const { signal } = answered;
    const ended = once(child, 'exit', { signal }).then(([code, by]) => {
      throw new Error(`a process ended with code ${code}, signal ${by}`);
    });
    const answer = once(child, 'message', { signal });
    child.send({ what });
    try {
      return (await Promise.race([answer, ended]))[0];
    } finally {
      // Else each question would leave a listener behind.
      ended.catch(() => {});
      answer.catch(() => {});
      answered.abort();
    }
  }));
}

/** @param {{ pushes: Record<string, import('./pusher').Pushed[]>, told: any[], gauged: any[] }} end */
function tell({ pushes, told, gauged }) {
  const records = told.flatMap((one) => one.records);
  const { owed, excused, missed, wrong } = judge(pushes, records);
  if (sum(gauged, 'straight') === 0) wrong.push('no client was written to straight');
  const pushed = Object.values(pushes).flat();
  const kib = (/** @type {number} */ bytes) => Math.round(bytes / 1024);
  console.log('clients:    %s', list(told.map(({ counts }) => counts)));
  console.log('answers:    %s', list(pushed.map(({ error }) => ({ [error ?? 'ok']: 1 }))));
  console.log('failIds:    %d in %d pushes', pushed.reduce((sum, { failIds }) => sum + failIds.length, 0), pushed.length);
  console.log('deliveries: %d, of which %d were owed; %d missed, %d excused', sum(records, 'got'), owed, missed, excused);
  console.log('writes:     %d straight, %d through the stream', sum(gauged, 'straight'), sum(gauged, 'stream'));
  const most = Math.max(...gauged.map((one) => one.most));
  console.log('sockets:    %d were full for a while, at most %d KiB waited', sum(gauged, 'full'), kib(most));
  console.log('memory:     %s MiB', gauged.map(({ rss }) => Math.round(kib(rss) / 1024)).join(', '));
  for (const line of wrong.slice(0, 20)) console.log('  %s', line);
  console.log(wrong.length === 0 ? 'verdict: everything arrived once and in order' : `verdict: ${wrong.length} promises broken`);
  return wrong.length === 0;
}

/** @param {any[]} reports @param {string} key */
function sum(reports, key) {
  return reports.reduce((total, one) => total + one[key], 0);
}

/** @param {Record<string, number>[]} counts */
function list(counts) {
  /** @type {Record<string, number>} */
  const total = {};
  for (const [key, n] of counts.flatMap(Object.entries)) total[key] = (total[key] || 0) + n;
  return Object.entries(total).map(([key, n]) => `${key} ${n}`).join(', ') || 'none';
}

/** Rejects when it takes too long or is told to end. @param {number} ms @returns {Promise<never>} */
function interruption(ms) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`still running after ${ms} ms`)), ms).unref();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => reject(new Error(signal)));
  });
}

module.exports = soakClients;
