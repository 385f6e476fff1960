'use strict';

const assert = require('node:assert/strict');
const { format, stripVTControlCharacters } = require('node:util');
const logging = require('pomelo-logger');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const GlobalChannelService = require('../../lib/service/globalChannelService');

/**
 * Calls a method with a callback and gives what the callback got, once some
 * turns have shown that it is not called again.
 *
 * @returns {Promise<any[]>}
 */
function call(service, method, ...args) {
  return new Promise((resolve, reject) => {
    let inside = true;
    let count = 0;
    const result = service[method](...args, (...got) => {
      if (inside) reject(new Error(`${method} called back from inside the call`));
      if (++count > 1) return reject(new Error(`${method} called back twice`));
      turns(5).then(() => resolve(got), reject);
    });
    inside = false;
    if (result !== undefined) reject(new Error(`${method} returned something besides calling back`));
  });
}

async function turns(n) {
  for (let i = 0; i < n; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** What a promise gives that waits for nothing but some turns of the loop, however long these take. */
function atOnce(promise) {
  const waits = async () => {
    await turns(50);
    throw new Error('it waits for something');
  };
  return Promise.race([promise, waits()]);
}

/** Every method, with arguments that succeed. */
const CALLS = [
  ['add', 'n', 'u', 'c1'],
  ['leave', 'n', 'u', 'c1'],
  ['getMembersBySid', 'n', 'c1'],
  ['getMembersByChannelName', 'connector', 'n'],
  ['pushMessage', 'connector', 'r', {}, 'n', null],
  ['destroyChannel', 'n'],
];

/** A service that is not started. */
function create(manager, opts) {
  return new GlobalChannelService(new FakeApp(['c1', 'c2']), { channelManager: manager, ...opts });
}

/** A manager that says of itself that it keeps the promises about callbacks, as one does that calls back once, later. */
function exact(manager = new MemoryManager()) {
  const getMembers = (name, sids, cb) => {
    const lists = [];
    let open = sids.length;
    if (open === 0) setImmediate(cb, null, lists);
    sids.forEach((sid, i) => manager.getMembersBySid(name, sid, (err, list) => {
      lists[i] = err || list;
      if (--open === 0) cb(null, lists);
    }));
  };
  return Object.assign(manager, { exact: true, getMembers });
}

async function assertRefused(service, methods = CALLS) {
  for (const [method, ...args] of methods) {
    const got = await call(service, method, ...args);
    assert.equal(got.length, 1, method);
    assert.equal(got[0].message, 'invalid state');
    assert.equal(got[0].code, 'ESTATE');
  }
}

async function started(app, manager, opts = {}) {
  const service = new GlobalChannelService(app, { channelManager: manager, ...opts });
  assert.deepEqual(await call(service, 'start'), [null]);
  return service;
}

/** A service over connectors c1, c2, ... each with the members given for it. */
async function channel(members, opts = {}) {
  const sids = members.map((_, i) => `c${i + 1}`);
  const app = new FakeApp(sids);
  const manager = opts.manager || new MemoryManager(opts.how);
  members.forEach((uids, i) => uids.forEach((uid) => manager.set('room', sids[i]).add(uid)));
  const service = await started(app, manager, { pushTimeout: opts.pushTimeout });
  return { app, manager, service, push: (...rest) => call(service, 'pushMessage', 'connector', 'onChat', { text: 'hi' }, 'room', ...rest) };
}

/** An rpc that answers each frontend in its own way; the others deliver to all. */
function answers(app, how) {
  app.rpc = (sid, message, cb) => (how[sid] ? how[sid](cb, message) : setImmediate(cb, null, []));
}

const never = () => {};
const fails = (cb) => setImmediate(cb, new Error('broken pipe'));

/** What is logged in category pomelo while `run` runs, which may look at it. */
async function logged(run) {
  const lines = [];
  logging.clearAppenders();
  const note = ({ level, data }) => lines.push({ level: level.levelStr, text: stripVTControlCharacters(format(...data)) });
  logging.addAppender(note, 'pomelo');
  await run(lines);
  await turns(3);
  logging.clearAppenders();
  return lines;
}

/** The exceptions that reach the process while `run` runs. */
async function uncaught(run) {
  const seen = [];
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (err) => seen.push(err));
  try {
    await run();
    await turns(5);
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of before) process.on('uncaughtException', listener);
  }
  return seen;
}

module.exports = { CALLS, call, turns, atOnce, create, exact, assertRefused, started, channel, answers, never, fails, logged, uncaught };
