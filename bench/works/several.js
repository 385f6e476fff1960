'use strict';

const assert = require('node:assert/strict');
const { keyOf } = require('../channel');
const { throughput } = require('../measure');
const { ask, checkList } = require('./check');
const direct = require('./direct');
const { QUICK } = require('./game');

const CHANNELS = 3;
/** How far apart are the uids that two channels do not share. */
const APART = 1000000;

/**
 * A message to three channels of 1,000 members each, of whom 500 are in all three.
 *
 * @type {import('./index').Work}
 */
module.exports = {
  title: 'push to several',
  rows: (quick) => [{
    id: `several ${CHANNELS}`,
    work: 'several',
    label: 'three channels of 1,000, with 500 in common, on 10 frontends',
    shape: { frontends: 10, members: 1000, over: 10 },
    outstanding: 1,
    ...(quick ? QUICK : {}),
  }],
  run: async (bench) => {
    const { subject, channel, place } = bench;
    const names = Array.from({ length: CHANNELS }, (_, i) => `${channel.name}:${i}`);
    const lists = channel.sids.map((_, i) => names.map((__, of) => membersOf(of, channel.uids(i))));
    await direct(place, lists.flatMap((each, i) => each.map((uids, of) => ['SADD', keyOf(names[of], channel.sids[i]), ...uids])));
    /** @type {import('../measure').Op} */
    const op = (cb) => subject.pushTo(names, cb);
    if (subject.countsOnly) await ask(op);
    else await checkPush(op, bench, lists.map((each) => (subject.repeats ? each.flat() : [...new Set(each.flat())])));
    return throughput(op, () => {}, { ...bench, outstanding: bench.row.outstanding });
  },
};

/**
 * The first half of the uids is in every channel, the others are a channel's own.
 *
 * @param {number} of
 * @param {string[]} uids on one frontend
 */
function membersOf(of, uids) {
  return uids.map((uid, i) => (i < uids.length / 2 ? uid : String(Number(uid) + of * APART)));
}

/**
 * @param {import('../measure').Op} op
 * @param {import('./index').Bench} bench
 * @param {string[][]} expected by frontend
 */
async function checkPush(op, { app, channel, subject }, expected) {
  /** @type {Map<string, string[]>} */
  const deliveries = new Map();
  app.onDelivery = (sid, uids) => {
    assert.ok(subject.repeats || !deliveries.has(sid), `${sid} is told once`);
    deliveries.set(sid, [...(deliveries.get(sid) || []), ...uids]);
  };
  assert.deepEqual(await ask(op), []);
  app.onDelivery = null;
  channel.sids.forEach((sid, i) => checkList(deliveries.get(sid) || [], expected[i]));
}
