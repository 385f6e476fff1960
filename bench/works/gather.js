'use strict';

const { throughput } = require('../measure');
const { ask, checkList, toucher } = require('./check');
const whole = require('./whole');

/**
 * All members of a channel in one list.
 *
 * @type {import('./index').Work}
 */
module.exports = {
  title: 'getMembersByChannelName',
  rows: (quick) => whole.rows('gather', quick),
  run: async (bench) => {
    const { subject, channel } = bench;
    /** @type {import('../measure').Op} */
    const op = (cb) => subject.gather(channel.name, cb);
    const list = await ask(op);
    if (!subject.countsOnly) checkList(list, channel.sids.flatMap((_, i) => channel.uids(i)));
    return throughput(op, toucher(subject), { ...bench, outstanding: bench.row.outstanding });
  },
};
