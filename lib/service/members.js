'use strict';

const { join } = require('./lists');

/** @typedef {import('./types').Receiver} Receiver */

/**
 * The members of a channel, frontend by frontend.
 *
 * @param {any} manager gives all lists at once, unless it knows how to tell them as they come
 * @param {unknown} name
 * @param {string[]} sids
 * @param {Receiver} receiver
 */
function readMembers(manager, name, sids, receiver) {
  if (manager.readMembers) return manager.readMembers(name, sids, receiver);
  manager.getMembers(name, sids, (/** @type {any} */ err, /** @type {any[]} */ lists) => {
    if (err) return receiver.refused(err);
    for (let i = 0; i < sids.length; i++) {
      const list = lists[i];
      if (list instanceof Error) receiver.members(i, list, EMPTY);
      else receiver.members(i, null, list || EMPTY);
    }
    receiver.end();
  });
}

/** @type {any[]} */
const EMPTY = [];

/**
 * Receives the members of all servers and calls back with one list. Nothing
 * that was made before the members came holds them: it would be old for the
 * garbage collector, and keep them until its next full collection.
 *
 * @param {import('./types').Callback} done
 * @returns {Receiver}
 */
function gather(done) {
  /** @type {any[][] | null} */
  let lists = null;
  /** @type {any} */
  let failure = null;
  return {
    members(index, err, uids) {
      failure = failure || err;
      lists = lists || [];
      lists[index] = uids;
    },
    end() {
      const all = join(lists || []);
      lists = null;
      if (failure) done(failure, null);
      else done(null, all);
    },
    refused: (err) => done(err, null),
  };
}

module.exports = { readMembers, gather };
