'use strict';

// Callbacks that throw inside `domain.run`: tells, for each call, how many errors reached its domain and how many the process.

const domain = require('node:domain');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { CALLS, exact, started, turns } = require('./helpers');

const [kind, addon, port] = process.argv.slice(2);
if (addon === 'addon') require('../../lib/native')();

const told = [];
let uncaught = 0;
process.on('uncaughtException', () => uncaught++);

/** Makes one call in a domain of its own, whose callback throws. */
function throwing(service, [method, ...args]) {
  return new Promise((resolve) => {
    const own = domain.create();
    let caught = 0;
    own.on('error', (err) => (caught += err === own ? 1 : 100));
    own.run(() => service[method](...args, () => {
      turns(10).then(() => resolve(told.push([method, caught, uncaught])));
      throw own;
    }));
  });
}

(async () => {
  const app = new FakeApp(['c1', 'c2']);
  const managers = { exact: () => exact(), redis: () => undefined };
  const manager = managers[kind] ? managers[kind]() : new MemoryManager(kind);
  const service = await started(app, manager, { port });
  for (const sid of ['c1', 'c2']) await service.add('n', 'u', sid);
  await throwing(service, ['start']);
  for (const answer of [(cb) => cb(null, []), (cb) => setImmediate(cb, null, [])]) {
    app.rpc = (sid, message, cb) => answer(cb);
    for (const one of CALLS) await throwing(service, one);
  }
  app.rpc = () => {};
  const pushed = throwing(service, CALLS[4]);
  await throwing(service, ['stop', true]);
  await pushed;
  await throwing(service, CALLS[0]);
  process.send(told);
})();
