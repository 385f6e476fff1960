'use strict';

// What the works of a game share: a user's ten channels on one frontend server.

const { keyOf, indexOf, entryOf } = require('../channel');

const SID = 'connector-server-17';
const NAMES = Array.from({ length: 10 }, (_, i) => `room:${process.pid}:${i}`);
const KEYS = NAMES.map((name) => keyOf(name, SID));
const ENTRIES = NAMES.map((name) => entryOf(SID, name));
/** Uids in one SADD. */
const CHUNK = 10000;

/** What a quick run has time for. */
const QUICK = { subjects: ['native', 'old', 'ioredis', 'fast-driver'] };

/**
 * The row of a work with one user at a time, of so many users.
 *
 * @param {string} work
 * @param {string} label
 * @param {boolean} quick
 * @param {boolean} [index] whether the users' own index is kept
 * @returns {import('./index').Row}
 */
function row(work, label, quick, index = false) {
  const shape = { frontends: 1, members: 1000, over: 1 };
  return { id: `${work} ${NAMES.length}`, work, label, shape, outstanding: 16, index, ...(quick ? QUICK : {}) };
}

/**
 * The commands that put users into all channels, and into the index.
 *
 * @param {string[]} uids
 * @returns {string[][]}
 */
function joined(uids) {
  const commands = uids.map((uid) => ['SADD', indexOf(uid), ...ENTRIES]);
  for (let at = 0; at < uids.length; at += CHUNK) {
    for (const key of KEYS) commands.push(['SADD', key, ...uids.slice(at, at + CHUNK)]);
  }
  return commands;
}

module.exports = { SID, NAMES, KEYS, QUICK, row, joined };
