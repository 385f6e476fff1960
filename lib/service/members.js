'use strict';

const { once } = require('./items');
const { join } = require('./lists');
const { unite } = require('./union');

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

/**
 * The members of several channels, as if they were one: on each frontend each
 * uid once, in the order of the channels.
 *
 * @param {any} manager
 * @param {unknown} names a list
 * @param {string[]} sids
 * @param {Receiver} receiver
 */
function readMembersOf(manager, names, sids, receiver) {
  if (manager.readMembersOf) return manager.readMembersOf(names, sids, receiver);
  manager.getMembersOf(names, sids, (/** @type {any} */ err, /** @type {any[]} */ lists) => {
    if (err) return receiver.refused(err);
    const size = lists.length / sids.length;
    for (let i = 0; i < sids.length; i++) unite(i, lists.slice(i * size, (i + 1) * size), receiver);
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

/**
 * The same, each uid once.
 *
 * @param {import('./types').Callback} done
 * @returns {Receiver}
 */
function gatherOnce(done) {
  return gather((err, uids) => (err ? done(err, uids) : done(null, once(uids))));
}

module.exports = { readMembers, readMembersOf, gather, gatherOnce };
