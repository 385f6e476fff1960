'use strict';

const assert = require('node:assert/strict');
const { throughput } = require('../measure');
const { ask, checkList } = require('./check');
const whole = require('./whole');

/**
 * A message to all members, whose frontend servers answer at once.
 *
 * @type {import('./index').Work}
 */
module.exports = {
  title: 'pushMessage',
  rows: (quick) => whole.rows('push', quick),
  run: async (bench) => {
    const { subject, channel } = bench;
    /** @type {import('../measure').Op} */
    const op = (cb) => subject.push(channel.name, cb);
    if (subject.countsOnly) await ask(op);
    else await checkPush(op, bench);
    return throughput(op, (failIds) => touch(subject, failIds), { ...bench, outstanding: bench.row.outstanding });
  },
};

/**
 * Each frontend server is told once, of its own members.
 *
 * @param {import('../measure').Op} op
 * @param {import('./index').Bench} bench
 */
async function checkPush(op, { app, channel }) {
  /** @type {Map<string, string[]>} */
  const deliveries = new Map();
  app.onDelivery = (sid, uids) => {
    assert.ok(!deliveries.has(sid), `${sid} is told once`);
    deliveries.set(sid, uids);
  };
  assert.deepEqual(await ask(op), []);
  app.onDelivery = null;
  channel.sids.forEach((sid, i) => checkList(deliveries.get(sid) || [], channel.uids(i)));
}

/** @type {(subject: import('../subjects').Subject, failIds: any) => void} */
function touch(subject, failIds) {
  if (!subject.countsOnly && failIds.length > 0) throw new Error('a push failed');
}
