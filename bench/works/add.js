'use strict';

const assert = require('node:assert/strict');
const { keyOf } = require('../channel');
const { throughput } = require('../measure');
const { ask, checkList } = require('./check');
const readSet = require('./readSet');

const OUTSTANDING = [1, 64, 1000];
const UIDS = 1000;
const SID = 'connector-server-17';

/**
 * Members come and go: all are added, then all leave, and again.
 *
 * @type {import('./index').Work}
 */
module.exports = {
  title: 'add and leave in turn',
  rows: () => OUTSTANDING.map((outstanding) => ({
    id: `add ${outstanding}`,
    work: 'add',
    label: `${outstanding.toLocaleString('en')} outstanding`,
    shape: { frontends: 1, members: UIDS, over: 1 },
    outstanding,
  })),
  run: async (bench) => {
    const { subject, channel, place } = bench;
    const name = `room:${process.pid}`;
    const uids = channel.uids(0);
    const key = keyOf(name, SID);
    await Promise.all(uids.map((uid) => ask((cb) => subject.add(name, uid, SID, cb))));
    checkList(await readSet(place, key), uids);
    await Promise.all(uids.map((uid) => ask((cb) => subject.leave(name, uid, SID, cb))));
    assert.deepEqual(await readSet(place, key), []);
    return throughput(comeAndGo(subject, name, uids), () => {}, { ...bench, outstanding: bench.row.outstanding });
  },
};

/**
 * @param {import('../subjects').Subject} subject
 * @param {string} name
 * @param {string[]} uids
 * @returns {import('../measure').Op}
 */
function comeAndGo(subject, name, uids) {
  let i = 0;
  let joining = true;
  return (cb) => {
    if (joining) subject.add(name, uids[i], SID, cb);
    else subject.leave(name, uids[i], SID, cb);
    if (++i < uids.length) return;
    i = 0;
    joining = !joining;
  };
}
