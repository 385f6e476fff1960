'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { memory, forgetPeak } = require('../measure');
const { ask, toucher } = require('./check');

const SIZE = 1000000;
/** One after another: what the first leaves behind may be used by the second, or not. */
const READS = 3;
/** What collecting garbage takes: the heap shrinks a while after. */
const COLLECTIONS = 5;
const PAUSE = 50;
/** Collecting shrinks the young generation in some processes and not in others: none below its full size. */
const FLAGS = ['--min-semi-space-size=16', '--max-semi-space-size=16'];

/**
 * One very long list at a time: the memory before, during and after.
 *
 * @type {import('./index').Work}
 */
module.exports = {
  title: 'memory for one long list',
  rows: (quick) => [{
    id: 'memory',
    work: 'memory',
    label: `${SIZE.toLocaleString('en')} members in one read`,
    shape: { frontends: 1, members: SIZE, over: 1 },
    outstanding: 1,
    flags: FLAGS,
    ...(quick ? { subjects: ['native', 'node-redis'] } : {}),
  }],
  run: async ({ subject, channel }) => {
    const { name, sids: [sid] } = channel;
    await ask((cb) => subject.add('room:42', '1000000000', sid, cb));
    growHeap();
    await collect();
    forgetPeak();
    const before = memory().now;
    for (let i = 0; i < READS; i++) {
      await read(subject, name, sid);
      await collect();
    }
    const { peak, now: after } = memory();
    return { before, peak, after, used: peak - before, kept: after - before };
  },
};

/** @type {(subject: import('../subjects').Subject, name: string, sid: string) => Promise<void>} */
async function read(subject, name, sid) {
  const list = await ask((cb) => subject.members(name, sid, cb));
  toucher(subject)(list);
  if (!subject.countsOnly && list.length !== SIZE) throw new Error(`${list.length} members`);
}

/**
 * A process that has worked for a while has a grown young generation. One that has just started has not, unless its
 * client was large, and would seem to need that memory for the list.
 */
function growHeap() {
  const list = Array.from({ length: SIZE }, (_, i) => String(i));
  if (list.length !== SIZE) throw new Error('not a list');
}

async function collect() {
  for (let i = 0; i < COLLECTIONS; i++) {
    /** @type {any} */ (globalThis).gc();
    await sleep(PAUSE);
  }
}
