'use strict';

// A push and a list of all members as one writes them with a plain client, given the lists in the order of the servers; and what
// a game does, given a pipeline.

const { keyOf, indexOf, entryOf } = require('../channel');

/**
 * @typedef {(err: any, result?: any) => void} Callback
 * @typedef {(name: string, cb: Callback) => void} ReadLists
 */

/**
 * @param {any} app
 * @param {string[]} sids
 * @param {string[][]} lists
 * @param {Callback} cb
 */
function deliver(app, sids, lists, cb) {
  /** @type {string[]} */
  const failIds = [];
  let waiting = 1;
  const settle = () => {
    if (--waiting === 0) cb(null, failIds);
  };
  lists.forEach((uids, i) => {
    if (uids.length === 0) return;
    waiting++;
    const args = ['onChat', { text: 'hello' }, uids, { isPush: true }];
    const message = { namespace: 'sys', service: 'channelRemote', method: 'pushMessage', args };
    app.rpcInvoke(sids[i], message, (/** @type {any} */ err, /** @type {string[]} */ fails) => {
      failIds.push(...(err ? uids : fails));
      settle();
    });
  });
  settle();
}

/**
 * The two questions about a whole channel, for a client that can read many lists at once.
 *
 * @param {any} app
 * @param {string[]} sids
 * @param {ReadLists} readLists
 */
function wholeChannel(app, sids, readLists) {
  return {
    /** @type {(name: string, cb: Callback) => void} */
    push: (name, cb) => readLists(name, (err, lists) => (err ? cb(err) : deliver(app, sids, lists, cb))),
    /** @type {(name: string, cb: Callback) => void} */
    gather: (name, cb) => readLists(name, (err, lists) => (err ? cb(err) : cb(null, lists.flat()))),
  };
}

/**
 * @param {any} app
 * @param {string[]} sids
 * @param {(commands: string[][], cb: Callback) => void} pipeline (err, replies)
 */
function inGame(app, sids, pipeline) {
  return {
    /** @type {import('./index').Subject['join']} */
    join: (names, uid, sid, cb) => pipeline(names.map((name) => ['SADD', keyOf(name, sid), uid]), cb),
    /** @type {import('./index').Subject['count']} */
    count: (name, cb) => pipeline(sids.map((sid) => ['SCARD', keyOf(name, sid)]), (err, counts) => {
      if (err) cb(err);
      else cb(null, counts.reduce((/** @type {number} */ sum, /** @type {number} */ count) => sum + count, 0));
    }),
    /** @type {import('./index').Subject['pushTo']} */
    pushTo: (names, cb) => {
      const commands = sids.flatMap((sid) => names.map((name) => ['SMEMBERS', keyOf(name, sid)]));
      pipeline(commands, (err, lists) => (err ? cb(err) : deliver(app, sids, sids.map((_, i) => union(lists, i, names.length)), cb)));
    },
    /** @type {import('./index').Subject['leaveAll']} */
    leaveAll: (uid, sid, _, cb) => pipeline([['SMEMBERS', indexOf(uid)]], (err, replies) => {
      if (err) return cb(err);
      const begin = entryOf(sid, '');
      const entries = [...replies[0]].filter((entry) => entry.startsWith(begin));
      const leaves = entries.map((entry) => ['SREM', keyOf(entry.slice(begin.length), sid), uid]);
      pipeline([['SREM', indexOf(uid), ...entries], ...leaves], cb);
    }),
  };
}

/** @type {(lists: Iterable<string>[], server: number, channels: number) => string[]} */
function union(lists, server, channels) {
  const uids = new Set();
  for (const list of lists.slice(server * channels, (server + 1) * channels)) for (const uid of list) uids.add(uid);
  return [...uids];
}

module.exports = { wholeChannel, inGame };
