'use strict';

const { throughput } = require('../measure');
const { ask, checkList } = require('./check');
const { SID, NAMES, KEYS, row } = require('./game');
const readSet = require('./readSet');

/**
 * A user enters ten channels, one user after another and then all of them again.
 *
 * @type {import('./index').Work}
 */
module.exports = {
  title: 'login',
  rows: (quick) => [row('login', 'into ten channels, 16 users at a time', quick)],
  run: async (bench) => {
    const { subject, channel, place } = bench;
    const uids = channel.uids(0);
    let i = 0;
    /** @type {import('../measure').Op} */
    const op = (cb) => subject.join(NAMES, uids[i++ % uids.length], SID, cb);
    await Promise.all(uids.map(() => ask(op)));
    for (const key of KEYS) checkList(await readSet(place, key), uids);
    return throughput(op, () => {}, { ...bench, outstanding: bench.row.outstanding });
  },
};
