'use strict';

// Thousands of random stories of a route: every call is told once, and of each lane the last word is that of the last call.

const assert = require('assert').strict;
const { random } = require('../ask/random');
const NOT_HERE = require('../../lib/notHere');
const World = require('./model');

const RUNS = 3000;

describe('the traffic of a route, by chance', () => {
  it(`keeps order, tells once and counts right, ${RUNS} times`, () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      try {
        story(random(seed));
      } catch (error) {
        error.message = `seed ${seed}: ${error.message}`;
        throw error;
      }
    }
  });
});

/** @param {(below: number) => number} next */
function story(next) {
  const world = new World(next, 1 + next(3));
  const calls = [];
  for (let i = 0; i < 150; i++) {
    step(world, calls, next);
    assert.equal(world.traffic._budget._all.calls, world.traffic.pending);
  }
  settle(world);
  check(world, calls);
}

function step(world, calls, next) {
  const lane = world.lanes[next(world.lanes.length)];
  const node = world.anyNode();
  switch (next(15)) {
    case 0: world.pause(lane, next(2) ? 'pause' : 'hold'); break;
    case 1: world.release(lane); break;
    case 2: if (next(3) === 0) world.lose(); break;
    case 3: if (world.later.length) world.later.shift()(); break;
    case 4: world.traffic.away(node, next(2) === 0); break;
    case 5:
      world.now += next(60);
      world.traffic.expire(world.now);
      break;
    case 6:
      lane.point(node);
      world.traffic.flush(lane);
      break;
    case 10: world.goals.delete(lane); break; // its keys are at home again
    case 7: case 8: case 9: make(world, calls, next); break;
    default: node.step();
  }
}

function make(world, calls, next) {
  const what = ['add', 'add', 'destroy', 'lists'][next(4)];
  const lanes = world.lanes.map((_, i) => i).filter(() => next(2) === 0);
  const told = { what, lanes: lanes.length && what !== 'add' ? lanes : [next(world.lanes.length)], answers: [], at: -1 };
  const early = [];
  const tell = (answer) => {
    told.answers.push(answer);
    told.at = calls.order = (calls.order || 0) + 1;
  };
  told.done = (outcome) => tell({ outcome: what === 'lists' ? whole(outcome, told.some ? early : []) : outcome });
  told.failed = (error) => tell({ error, early: early.length });
  if (what === 'lists' && next(2)) told.some = (lists) => early.push(lists);
  told.emitDestroy = () => tell({ dropped: true });
  const { call, code } = world.call(what, told, told.lanes);
  Object.assign(told, { call, code });
  assert.equal(told.answers.length, code === 0 ? 0 : 1, 'told from inside');
  calls.push(told);
  assert.ok(world.traffic.pending <= 40);
}

/** All lists of a call, each of which was told once: before the others, or with the last. */
function whole(last, early) {
  return Array.from(last, (_, i) => {
    const told = [...early, last].map((lists) => lists[i]).filter((list) => list !== NOT_HERE);
    assert.equal(told.length, 1, `list ${i} was told ${told.length} times`);
    return told[0];
  });
}

/** Everything becomes well again. */
function settle(world) {
  for (const lane of world.lanes) world.release(lane);
  const calm = world.next;
  world.next = (below) => below - 1; // executes, and answers
  for (let i = 0; i < 10000 && world.traffic.pending > 0; i++) {
    world.later.splice(0).forEach((run) => run());
    for (const lane of world.lanes) world.traffic.flush(lane);
    for (const node of world.nodes) node.step();
  }
  for (let i = 0; i < 1000; i++) world.nodes.forEach((node) => node.step()); // what is over already
  world.later.splice(0).forEach((run) => run());
  world.next = calm;
}

function check(world, calls) {
  assert.equal(world.traffic.pending, 0);
  for (const { answers } of calls) {
    assert.equal(answers.length, 1, 'not told once');
    assert.ok(!answers[0].early, 'failed whole, and some was told');
  }
  for (const lane of world.lanes) assert.ok(lane.isIdle && lane.isOpen);
  for (const { load } of world.nodes) assert.deepEqual([load.calls, load.bytes], [0, 0]);
  const { _all, _away, _nobody } = Object.assign({}, world.traffic._budget, { _nobody: world.traffic._nobody });
  assert.deepEqual([_all, _away, _nobody].map(({ calls: n, bytes }) => [n, bytes]), [[0, 0], [0, 0], [0, 0]]);
  world.lanes.forEach((_, i) => checkLane(world, calls.filter(({ code, lanes }) => code === 0 && lanes.includes(i)), i));
}

function checkLane(world, calls, lane) {
  const writes = calls.filter(({ what }) => what !== 'lists');
  const done = writes.filter(({ answers }) => answers[0].outcome !== undefined);
  const last = done.length ? Number(done[done.length - 1].call.uid) : 0;
  const value = world.values.get(String(lane)) || 0;
  assert.ok(value >= last, `lane ${lane}: the value is ${value}, and ${last} was told behind it`);
  const writer = writes.find(({ call }) => Number(call.uid) === value);
  assert.ok(value === last || maybe(writer), `lane ${lane}: ${value} was said not to have run`);
  for (const { answers: [{ outcome }], what, call, lanes } of calls) {
    if (what === 'lists' && outcome) checkRead(outcome[lanes.indexOf(lane)], Number(call.uid), writes);
  }
  if (calls.every(({ lanes }) => lanes.length === 1)) {
    const told = calls.filter(({ answers }) => answers[0].outcome !== undefined).map(({ at }) => at);
    assert.deepEqual(told, [...told].sort((a, b) => a - b), 'told out of order');
  }
}

/** A read sees what was told to be written before it; one that was refused first may see more. */
function checkRead(read, number, writes) {
  if (read instanceof Error || read === undefined) return;
  const [seen = 0] = [].concat(read);
  const before = writes.filter(({ answers, call }) => call.uid < number && answers[0].outcome !== undefined);
  const last = before.length ? Number(before[before.length - 1].call.uid) : 0;
  assert.ok(seen >= last, `a read that is number ${number} saw ${seen}, and ${last} was told`);
}

/** @param {any} writer */
function maybe({ answers: [{ error }] }) {
  return error && error.maybeExecuted;
}
