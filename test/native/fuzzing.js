'use strict';

// Calls the exports of the addon with whatever JavaScript has. The process must live on, and the session with it.

const loadNative = require('../../lib/native');

const [port, seed] = process.argv.slice(2).map(Number);
const native = loadNative();
const words = new Uint32Array(16384);
const options = { host: '127.0.0.1', port: String(port), prefix: 'P', db: 0 };
const random = generator(seed);
let calls = 0;
let answered = 0;

const done = open(options, words);
native.close(done);
const session = open(options, words);

for (let i = 0; i < 8000; i++) {
  const method = pick(['add', 'leave', 'list', 'members', 'destroy', 'clean', 'close', 'forget', 'asking', 'add', 'members', 'run', 'run']);
  const args = Array.from({ length: Math.floor(random() * 7) }, value);
  if (random() < 0.7 && method !== 'close') args[0] = session;
  if (random() < 0.5) args[1] = i;
  try {
    if (method === 'run') Object.assign(args, anyRun(args));
    if (native[method](...args) === 0) calls++;
  } catch (err) {
    // What a getter, a Proxy or a revoked one throws.
    if (err.message !== 'thrown by a value' && !(err instanceof TypeError)) throw err;
  }
}
for (let i = 0; i < 1000; i++) openAnything();
for (let i = 0; i < 1000; i++) sendAnything();
for (let i = 0; i < 1000; i++) hashAnything();

native.members(session, 0, 'n', ['c1']);
const timer = setInterval(() => {
  if (answered <= calls) return;
  clearInterval(timer);
  native.close(session);
  process.send({ calls, answered });
}, 10);

function open(opts, shared) {
  return native.open(opts, shared, count, () => {}, () => {});
}

/** Counts the records by which calls end. */
function count(length) {
  const sizes = { 0: 3, 2: 2, 3: 5, 4: 5, 5: 2, 6: 2 };
  for (let at = 0; at < length;) {
    const record = words[at + 1];
    if (record === 0 || record === 2 || record === 3) answered++;
    at += record === 1 ? 5 + words[at + 4] : sizes[record];
  }
}

/** With options, an array or callbacks that are none: it throws, or the session can be closed. */
function openAnything() {
  const args = [options, words, count, () => {}, () => {}];
  args[Math.floor(random() * 5)] = value();
  if (random() < 0.3) args[0] = { ...options, [pick(Object.keys(options))]: value() };
  try {
    native.close(native.open(...args));
  } catch (err) {
    if (err.code !== 'ENOMEM' && err.message !== 'thrown by a value' && !(err instanceof TypeError)) throw err;
  }
}

/** Commands that Redis may take, with counts that may be wrong. */
function anyRun([whose, tag]) {
  const words = Array.from({ length: Math.floor(random() * 8) }, () => (random() < 0.9 ? pick(['SADD', 'SCARD', 'SMEMBERS', 'P:n:c']) : value()));
  const counts = random() < 0.8 ? Uint32Array.of(words.length - 2, 2) : value();
  return [whose, tag, words, counts, pick([0, 1, 2, 2, 3]), pick([0, 1, 2, 3])];
}

/** To no descriptors. */
function sendAnything() {
  const args = [new Int32Array(5).fill(-1), Buffer.from('bytes'), value()].slice(0, pick([0, 1, 2, 2, 3]));
  if (random() < 0.3) args[0] = value();
  if (random() < 0.3) args[1] = value();
  const lacking = native.send(...args);
  if (lacking !== undefined && lacking !== args[0].length) throw new Error(`${lacking} are lacking`);
}

/** Into an array that is none, or that somebody takes away meanwhile. */
function hashAnything() {
  const into = new Uint16Array(2);
  const thief = Object.defineProperty(['c1', 'c2'], 0, { get: () => structuredClone('c1', { transfer: [into.buffer] }) });
  const args = ['P', 'n', pick([['c1', 'c2'], thief]), into];
  if (random() < 0.5) args[Math.floor(random() * 4)] = value();
  try {
    native.slots(...args);
    native.slotsOf(...args.slice(2), value());
    native.slot(...args);
  } catch (err) {
    if (err.message !== 'thrown by a value' && !(err instanceof TypeError)) throw err;
  }
}

function value() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return pick([undefined, null, true, NaN, -1, 2 ** 40, 1.5, 10n, '', 'text', 'é\0😀\ud800', 'x'.repeat(70000), Symbol('s'), () => {}, {}, [],
    ['c1', 'c2'], ['c1', {}], new Array(1000), [['c1']], Buffer.from('u'), new Uint8Array(16384), new Float64Array(16384), new Uint32Array(3), new Date(),
    { length: 3 }, session0(), done, proxy, new Proxy(['c1'], { get() { throw new Error('thrown by a value'); } }),
    { get host() { throw new Error('thrown by a value'); } }]);
}

/** Sessions of others are objects like any. */
function session0() {
  return Object.create(null);
}

/** @type {<T>(list: T[]) => T} */
function pick(list) {
  return list[Math.floor(random() * list.length)];
}

/** Numbers from 0 to 1, the same for the same seed. */
function generator(state) {
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
