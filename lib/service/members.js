'use strict';

const NOT_HERE = require('../notHere');
const { once } = require('./items');
const { join } = require('./lists');
const { Union } = require('./union');

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
  const onSome = (/** @type {any[]} */ lists) => {
    for (let i = 0; i < sids.length; i++) {
      const list = lists[i];
      if (list instanceof Error) receiver.members(i, list, EMPTY);
      else if (list !== NOT_HERE) receiver.members(i, null, list || EMPTY);
    }
  };
  ask(manager, 'getMembers', name, sids, onSome, receiver);
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
  /** @type {Union | null} */
  let union = null;
  const onSome = (/** @type {any[]} */ lists) => {
    const size = lists.length / sids.length;
    union = union || new Union(size, sids, receiver);
    for (let i = 0; i < lists.length; i++) {
      if (lists[i] !== NOT_HERE) union.tell(Math.floor(i / size), i % size, lists[i] || EMPTY);
    }
  };
  ask(manager, 'getMembersOf', names, sids, onSome, receiver);
}

/**
 * @param {any} manager
 * @param {'getMembers' | 'getMembersOf'} method
 * @param {unknown} name
 * @param {string[]} sids
 * @param {(lists: any[]) => void} onSome
 * @param {Receiver} receiver
 */
function ask(manager, method, name, sids, onSome, receiver) {
  const done = (/** @type {any} */ err, /** @type {any[]} */ lists) => {
    if (err) return receiver.refused(err);
    onSome(lists);
    receiver.end();
  };
  if (manager.isOfRedis) manager[method](name, sids, done, onSome);
  else manager[method](name, sids, done); // which tells all at once
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
