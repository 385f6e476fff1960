'use strict';

const assert = require('node:assert/strict');
const { throughput } = require('../measure');
const { ask } = require('./check');
const { QUICK } = require('./game');

const MEMBERS = 10000;

/**
 * How many members a channel has.
 *
 * @type {import('./index').Work}
 */
module.exports = {
  title: 'count',
  rows: (quick) => [{
    id: `count ${MEMBERS}`,
    work: 'count',
    label: `${MEMBERS.toLocaleString('en')} members on 10 frontends, 16 at a time`,
    shape: { frontends: 10, members: MEMBERS, over: 10 },
    outstanding: 16,
    ...(quick ? QUICK : {}),
  }],
  run: async (bench) => {
    const { subject, channel } = bench;
    /** @type {import('../measure').Op} */
    const op = (cb) => subject.count(channel.name, cb);
    const check = (/** @type {number} */ count) => {
      if (!subject.countsOnly) assert.equal(count, MEMBERS);
    };
    check(await ask(op));
    return throughput(op, check, { ...bench, outstanding: bench.row.outstanding });
  },
};
