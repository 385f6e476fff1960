'use strict';

const { has } = require('./track');

/**
 * @typedef {import('./pusher').Pushed} Pushed
 * @typedef {import('./visit').Recorded} Visited
 */

/**
 * Holds what clients got against what was pushed. A message is owed to a
 * client that was in the channel before the push was called until after it had
 * called back, unless the push failed or names it among its failIds.
 *
 * @param {Record<string, Pushed[]>} pushes by series
 * @param {Visited[]} records
 */
function judge(pushes, records) {
  const judged = { owed: 0, excused: 0, missed: 0, wrong: /** @type {string[]} */ ([]) };
  for (const record of records) {
    const before = judged.missed;
    for (const stay of record.stays) judgeStay(judged, pushes, record, stay);
    if (judged.missed > before) judged.wrong.push(`${record.uid} missed ${judged.missed - before} messages`);
    for (const mistake of record.wrong) judged.wrong.push(`${record.uid}: ${mistake}`);
  }
  for (const [name, told] of Object.entries(pushes)) {
    const silent = told.filter(({ ended }) => ended === null).length;
    if (silent > 0) judged.wrong.push(`${silent} pushes to ${name} never called back`);
    if (told.some(({ twice }) => twice)) judged.wrong.push(`pushes to ${name} called back twice`);
  }
  if (judged.owed === 0) judged.wrong.push('nothing was owed to anybody');
  return judged;
}

/**
 * @param {{ owed: number, excused: number, missed: number }} judged
 * @param {Record<string, Pushed[]>} pushes
 * @param {Visited} record
 * @param {Visited['stays'][number]} stay
 */
function judgeStay(judged, pushes, { uid, sure, tracks }, { channel, from, to }) {
  const until = Math.min(to ?? Infinity, sure);
  for (const [name, told] of Object.entries(pushes)) {
    if (!name.startsWith(`${channel} of `)) continue;
    told.forEach(({ began, ended, error, failIds }, seq) => {
      if (began < from || ended === null || ended > until) return;
      if (error || failIds.includes(uid)) judged.excused++;
      else {
        judged.owed++;
        if (!has(tracks[name]?.ranges || [], seq)) judged.missed++;
      }
    });
  }
}

module.exports = judge;
