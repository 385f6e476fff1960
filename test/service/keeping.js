'use strict';

// Keeps one uid of each of many pushes whose uids are parts of long texts, and tells how many bytes each holds: as it came from
// the manager, in the failIds because its frontend failed, and because that reported it.

const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { call, started } = require('./helpers');

const PUSHES = 200;
const LENGTH = 20;
const TEXT = 32768;

/** Uids as they are cut out of a text that came from Redis. */
function uids(seed) {
  const text = Buffer.alloc(TEXT, `${seed} - `).toString('latin1');
  return Array.from({ length: 100 }, (_, i) => text.substring(i * LENGTH, (i + 1) * LENGTH));
}

/** How many bytes each of what is kept holds. */
async function held(keepOne) {
  const kept = [];
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < PUSHES; i++) kept.push(await keepOne(i));
  globalThis.gc();
  const bytes = (process.memoryUsage().heapUsed - before) / PUSHES;
  if (kept.some((uid) => uid.length !== LENGTH)) throw new Error('not what was asked for');
  return bytes;
}

(async () => {
  const app = new FakeApp(['c1', 'c2']);
  const manager = new MemoryManager();
  const service = await started(app, manager);
  const push = async (seed) => {
    manager.getMembers = (name, sids, cb) => cb(null, [uids(seed), uids(seed)]);
    const [, failIds] = await call(service, 'pushMessage', 'connector', 'r', {}, 'n', null);
    manager.calls.length = app.sent.length = 0;
    return failIds[50];
  };
  app.rpc = (sid, message, cb) => cb(sid === 'c1' ? new Error('no') : null, []);
  require('pomelo-logger').clearAppenders();
  await held(push);
  const failed = await held(push);
  app.rpc = (sid, message, cb) => cb(null, message.args[2]);
  const reported = await held(push);
  const raw = await held((seed) => uids(seed)[50]);
  process.send({ raw, failed, reported });
})();
