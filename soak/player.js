'use strict';

// One game server process: players come, go, look who is there, and talk, until
// the parent says stop. It remembers what was acknowledged.

const fs = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const FakeApp = require('../test/support/fakeApp');
const component = require('../lib/components/globalChannel');
const { now } = require('./offsets');
const { random } = require('./random');

const where = JSON.parse(process.argv[2]);
const [seed, commandTimeout] = process.argv.slice(3).map(Number);
const PREFIX = `soak-${seed}`;
const SIDS = Array.from({ length: 20 }, (_, i) => `connector-${i}`);
const NAMES = ['world', 'guild', '房间'];
const UIDS = Array.from({ length: 200 }, (_, i) => `player-${seed}-${i}`);
/** Calls that are made at a time, at most. */
const OUTSTANDING = 60;
/** ms that a call may be late. */
const SLACK = 3000;

const next = random(seed);
const app = new FakeApp(SIDS);
const service = component(app, { ...where, prefix: PREFIX, commandTimeout, pushTimeout: commandTimeout, startTimeout: 60000 });

/**
 * at: when the call was acknowledged that left it in this state
 *
 * @type {Map<string, { name: string, sid: string, uid: string, state: 'in' | 'out' | 'unknown', at: number }>}
 */
const members = new Map();
/** @type {Record<string, number>} */
const calls = {};
/** @type {Record<string, number>} */
const codes = {};
let open = 0;
let longest = 0;
let playing = true;
/** Ends when nobody plays any more. */
let game = Promise.resolve();

/** @type {NodeJS.WriteStream['write']} what is logged is not for the soak's reader */
const quiet = () => true;
process.stdout.write = quiet;

// The end of the parent is the end of the game.
process.once('disconnect', () => process.exit());

main();

async function main() {
  await service.start();
  game = play();
  await sleep(3000);
  const begin = measure();
  process.send?.({ kind: 'playing' });
  process.on('message', async (message) => {
    if (Array.isArray(message)) return resume(message);
    await pause();
    const kept = { prefix: PREFIX, members: [...members.values()] };
    const report = { kind: 'report', pid: process.pid, ...kept, calls, codes, longest, open, begin, end: measure() };
    process.send?.(report, () => message === 'stop' && service.stop(false, () => process.disconnect()));
  });
}

async function play() {
  const moves = [come, come, go, go, look, lookAround, talk];
  while (playing) {
    while (open < OUTSTANDING) moves[next(moves.length)]();
    await sleep(5);
  }
}

/** Every call has its time. */
async function pause() {
  playing = false;
  await game;
  for (const end = now() + commandTimeout + SLACK; open > 0 && now() < end;) await sleep(20);
}

/** @param {{ name: string, sid: string, uid: string }[]} lost members of whom nobody knows any more what was acknowledged */
function resume(lost) {
  for (const { name, sid, uid } of lost) /** @type {any} */ (members.get(`${name} ${sid} ${uid}`)).state = 'unknown';
  playing = true;
  game = play();
}

function come() {
  change('add', 'in');
}

function go() {
  change('leave', 'out');
}

/**
 * A call that failed may have been executed or not, unless it says that it was
 * not; but never after a later one that was acknowledged.
 *
 * @param {'add' | 'leave'} method
 * @param {'in' | 'out'} state
 */
function change(method, state) {
  const name = NAMES[next(NAMES.length)];
  const sid = SIDS[next(SIDS.length)];
  const uid = UIDS[next(UIDS.length)];
  const key = `${name} ${sid} ${uid}`;
  const member = members.get(key) || { name, sid, uid, state: /** @type {const} */ ('out'), at: 0 };
  members.set(key, member);
  service[method](name, uid, sid, called(method, (err) => {
    if (!err) Object.assign(member, { state, at: now() });
    else if (err.maybeExecuted) member.state = 'unknown';
  }));
}

function look() {
  service.getMembersBySid(NAMES[next(NAMES.length)], SIDS[next(SIDS.length)], called('getMembersBySid'));
}

function lookAround() {
  service.getMembersByChannelName('connector', NAMES[next(NAMES.length)], called('getMembersByChannelName'));
}

function talk() {
  app.sent.length = 0;
  service.pushMessage('connector', 'onChat', { text: 'hi' }, NAMES[next(NAMES.length)], null, called('pushMessage'));
}

/**
 * @param {string} method
 * @param {(err: any) => void} [then]
 */
function called(method, then = () => {}) {
  const began = performance.now();
  calls[method] = (calls[method] || 0) + 1;
  open++;
  return (/** @type {any} */ err) => {
    const code = err ? err.code || err.message : 'ok';
    codes[code] = (codes[code] || 0) + 1;
    longest = Math.max(longest, Math.round(performance.now() - began));
    open--;
    then(err);
  };
}

function measure() {
  const rss = Math.round(process.memoryUsage().rss / 1048576);
  return { rss, fds: fs.readdirSync('/proc/self/fd').length };
}
