'use strict';

// Two processes change the same user and channel at once: whatever command of the one falls between which of the other,
// on a real Redis there is no member without an entry in the index.

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const { call } = require('../service/helpers');
const { onRedis } = require('../manager/helpers');
const { CommandByCommand, keyOf } = require('./commandByCommand');

const CALLS = {
  add: ['add', 'n', 'u', 'c1'],
  leave: ['leave', 'n', 'u', 'c1'],
  leaveAll: ['leaveAll', 'u', 'c1'],
  destroyChannel: ['destroyChannel', 'n'],
};

/** What is there before: nothing, a member with his entry, an entry that was left. */
const STATES = {
  'nobody there': [],
  'the user there': [['SADD', 'P:n:c1', 'u'], ['SADD', 'P@uid:u', 'c1:n']],
  'an entry left': [['SADD', 'P@uid:u', 'c1:n']],
};

describe('two calls at once', () => {
  const on = onRedis();
  let managers;
  beforeEach(async () => {
    managers = await Promise.all([0, 1].map(() => on.started({ prefix: 'P', userIndex: true }, new FakeApp(['c1']))));
  });

  for (const [state, commands] of Object.entries(STATES)) {
    for (const first of Object.keys(CALLS)) {
      for (const second of Object.keys(CALLS)) {
        it(`(${first} and ${second}, ${state}) leave no member without an entry`, () => everyWay(commands, [CALLS[first], CALLS[second]]));
      }
    }
  }

  /** Plays all orders: whenever both have a command to give, once the one goes first and once the other. */
  async function everyWay(state, calls) {
    let played = 0;
    /** @type {number[][]} the choices that are left to be tried */
    const open = [[]];
    while (open.length > 0) {
      const choices = open.pop();
      const taken = await play(state, calls, choices);
      for (let i = choices.length; i < taken.length; i++) {
        if (taken[i] === 'both') open.push([...Array.from({ length: i }, (_, k) => choices[k] || 0), 1]);
      }
      played++;
    }
    assert.ok(played >= 2);
  }

  /** One order: by the choices, and behind them always the first. Tells where there was a choice. */
  async function play(state, calls, choices) {
    await on.redis.command('FLUSHALL');
    for (const command of state) await on.redis.command(...command);
    const gates = managers.map(() => new CommandByCommand(on.redis));
    const real = managers.map((manager) => manager._connection.session);
    managers.forEach((manager, i) => { manager._connection.session = gates[i]; });
    const done = Promise.all(calls.map((args, i) => call(managers[i], ...args)));
    managers.forEach((manager, i) => { manager._connection.session = real[i]; });
    const taken = [];
    for (;;) {
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      const ready = gates.filter((gate) => gate.isReady);
      if (ready.length === 0) break;
      taken.push(ready.length === 2 ? 'both' : 'one');
      await ready[ready.length === 2 ? choices[taken.length - 1] || 0 : 0].step();
    }
    for (const [err] of await done) assert.equal(err || null, null);
    const isMember = await on.redis.command('SISMEMBER', keyOf('n', 'c1'), 'u');
    const isKnown = await on.redis.command('SISMEMBER', 'P@uid:u', 'c1:n');
    assert.ok(!isMember || isKnown, `a member without an entry, in the order ${choices.join('')}`);
    return taken;
  }
});
