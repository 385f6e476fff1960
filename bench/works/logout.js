'use strict';

const assert = require('node:assert/strict');
const { indexOf } = require('../channel');
const { throughput } = require('../measure');
const { ask } = require('./check');
const direct = require('./direct');
const { SID, NAMES, KEYS, row, joined } = require('./game');
const readSet = require('./readSet');

const FIRST = 1000000000;

/**
 * A user leaves ten channels, which the users' own index has. They are put in past the subject, before the clock runs.
 *
 * @type {import('./index').Work}
 */
module.exports = {
  title: 'logout',
  rows: (quick) => [row('logout', 'out of ten channels, 16 users at a time', quick, true)],
  run: async (bench) => {
    const { subject, place } = bench;
    let i = 0;
    /** @type {import('../measure').Op} */
    const op = (cb) => subject.leaveAll(String(FIRST + i++), SID, NAMES, cb);
    const prepare = async (/** @type {number} */ users) => {
      await direct(place, joined(Array.from({ length: users }, (_, n) => String(FIRST + n))));
      i = 0;
      /** @type {any} */ (globalThis).gc();
    };
    await prepare(1);
    await ask(op);
    const left = await Promise.all([...KEYS, ...(subject.hasNoIndex ? [] : [indexOf(String(FIRST))])].map((key) => readSet(place, key)));
    assert.deepEqual(left.flat(), []);
    return throughput(op, () => {}, { ...bench, outstanding: bench.row.outstanding, prepare });
  },
};
