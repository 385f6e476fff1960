'use strict';

const { throughput } = require('../measure');
const { ask, checkList, toucher } = require('./check');

const SIZES = [10, 100, 1000, 10000, 100000];

/**
 * The members of a channel on one frontend server.
 *
 * @type {import('./index').Work & { row: (members: number, outstanding?: number) => import('./index').Row }}
 */
module.exports = {
  title: 'members of one frontend',
  rows: () => SIZES.map((members) => module.exports.row(members)),
  row: (members, outstanding = 16) => ({
    id: `members ${members}`,
    work: 'members',
    label: `${members.toLocaleString('en')} members, ${outstanding} reads outstanding`,
    shape: { frontends: 1, members, over: 1 },
    outstanding,
  }),
  run: async (bench) => {
    const { subject, channel } = bench;
    const { name, sids: [sid] } = channel;
    /** @type {import('../measure').Op} */
    const op = (cb) => subject.members(name, sid, cb);
    const list = await ask(op);
    if (!subject.countsOnly) checkList(list, channel.uids(0));
    return throughput(op, toucher(subject), { ...bench, outstanding: bench.row.outstanding });
  },
};
