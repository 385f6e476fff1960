'use strict';

// Slots on their way, refusals and lost connections at random: each key sees its calls in the order in which they were made.

const assert = require('node:assert/strict');
const { startFakeCluster, slotOf } = require('../support/fakeCluster');
const Ledger = require('./ledger');
const { withRoutes, call } = require('./opened');

const SIDS = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'];
const slots = SIDS.map((sid) => slotOf(`POMELO:CHANNEL:n:${sid}`));
const CALLS = 600;

describe('the order of calls for a key', () => {
  const on = withRoutes();
  const seeds = [1, 2, 3, 4, 5, 6];

  for (const seed of seeds) {
    it(`holds strictly while its slot moves (seed ${seed})`, () => play(seed, true));
    it(`holds among refusals and lost connections (seed ${seed})`, () => play(seed, false));
  }

  async function play(seed, strictly) {
    const random = generator(seed);
    const cluster = await startFakeCluster(3);
    on.ends.unshift(() => cluster.stop());
    const route = await on.opened(cluster);
    const ledger = new Ledger(SIDS.length);
    const game = { cluster, route, random, ledger, strictly, open: [], resting: new Set() };
    if (!strictly) for (const node of cluster.nodes) node.say = ([name]) => whim(random, name);
    for (let i = 0; i < CALLS; i++) {
      game.open.push(operate(game, pick(random, SIDS.length)));
      if (random() < 0.1) everything(game);
      if (random() < 0.2) disturb(game);
      if (random() < 0.3) await new Promise((resolve) => setTimeout(resolve, random() * 4));
    }
    for (const node of cluster.nodes) node.say = () => undefined;
    assert.deepEqual((await Promise.all(game.open)).filter(([err]) => err), []);
    ledger.check();
    const [, lists] = await call(route, 'lists', 'n', SIDS);
    assert.deepEqual(Array.from(lists, (list) => (list || []).sort()), SIDS.map((_, n) => [...ledger.after(n)].sort()));
  }
});

/** One call for a key. */
function operate({ route, random, ledger, strictly }, n) {
  const uid = `u${pick(random, 4)}`;
  const chance = random();
  if (chance < 0.4) {
    ledger.write(n, uid, true);
    return call(route, 'add', 'n', uid, SIDS[n]);
  }
  if (chance < 0.65) {
    ledger.write(n, uid, false);
    return call(route, 'leave', 'n', uid, SIDS[n]);
  }
  if (chance < 0.7) {
    ledger.write(n, null, false);
    return call(route, 'destroy', 'n', [SIDS[n]]);
  }
  const place = ledger.place(n);
  return call(route, 'list', 'n', SIDS[n]).then(([err, got]) => {
    if (!err) ledger.read(n, place, got, strictly);
    return [err];
  });
}

/** A read of all keys, which has its place in the order of each. */
function everything({ route, ledger, strictly, open }) {
  const places = SIDS.map((_, n) => ledger.place(n));
  open.push(call(route, 'lists', 'n', SIDS).then(([err, lists]) => {
    const all = Array.from(lists || []);
    all.forEach((list, n) => list instanceof Error || ledger.read(n, places[n], list || [], strictly));
    return [err || all.find((list) => list instanceof Error) || null];
  }));
}

/** A slot sets out, arrives, or is somewhere else at once; or a connection is lost. */
function disturb({ cluster, random, strictly, resting, open }) {
  const slot = slots[pick(random, slots.length)];
  const node = cluster.nodes[pick(random, cluster.nodes.length)];
  const chance = random();
  if (strictly && resting.has(slot)) return;
  if (!strictly && chance < 0.1) node.peer.cut(random() < 0.5 ? 'RST' : 'FIN');
  else if (chance < 0.5 && node !== cluster.owners[slot]) cluster.depart(slot, node);
  else cluster.move(slot, cluster.moving.get(slot) || node);
  // One that came back at once would execute what was made behind that which it has sent away.
  resting.add(slot);
  Promise.all(open.slice(-100)).then(() => resting.delete(slot));
}

/** What a node says now and again in the place of an answer. */
function whim(random, name) {
  if (!/^(SADD|SREM|SMEMBERS)$/.test(name) || random() > 0.01) return undefined;
  return `-${['TRYAGAIN', 'CLUSTERDOWN', 'MASTERDOWN'][pick(random, 3)]} for now\r\n`;
}

function pick(random, count) {
  return Math.floor(random() * count);
}

/** Numbers from 0 up to 1, the same ones for a seed. */
function generator(seed) {
  let state = seed * 2654435761;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return ((state >>> 8) & 0xffffff) / 2 ** 24;
  };
}
