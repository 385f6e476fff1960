'use strict';

// A process that writes a member each 20 ms, and notes when it was acknowledged: node writer.js <subject> <options>

const CLIENTS = require('./clients');

const EVERY = 20;

const [subject, options] = process.argv.slice(2);

/** @type {{ uid: string, at?: number, ok?: boolean }[]} ok: undefined as long as it is open */
const calls = [];

process.on('unhandledRejection', () => {});
process.on('disconnect', () => process.exit());

const { sid = 'c1', ...where } = JSON.parse(options);
const [client] = subject.split(', ');

CLIENTS[client](where, subject, sid).then((add) => {
  const timer = setInterval(() => write(add), EVERY);
  process.on('message', (message) => {
    if (message === 'rest') clearInterval(timer);
    else send({ subject, calls });
  });
  send('writing');
}, (err) => {
  console.error('%s: %s', subject, err.stack);
  process.exit(1);
});

/** @param {(uid: string) => Promise<unknown>} add */
function write(add) {
  /** @type {typeof calls[0]} */
  const call = { uid: `u${calls.length}` };
  calls.push(call);
  const note = (/** @type {boolean} */ ok) => Object.assign(call, { at: Date.now(), ok });
  Promise.resolve().then(() => add(call.uid)).then(() => note(true), () => note(false));
}

/** @param {any} message */
function send(message) {
  if (process.send) process.send(message);
}
