'use strict';

const { makeError } = require('../error');

/**
 * The members of a channel, frontend by frontend, from any channel manager.
 *
 * @typedef {object} Receiver
 * @property {(index: number, err: any, uids: any[]) => void} members
 *   once for each sid, in any order
 * @property {() => void} end once, after the last
 * @property {(err: any) => void} refused instead of the two, when nothing could be read
 *
 * @typedef {(method: string, args: unknown[], cb: import('./types').Callback) => void} Ask
 */

/**
 * One question for all sids when the manager knows `getMembers`, else one
 * each. Without sids there is nothing to ask, but the Redis manager is asked
 * all the same: it is the one that checks the name.
 *
 * @param {import('./types').Manager} manager
 * @param {Ask} ask asks the manager; calls back once, later
 * @param {unknown} name
 * @param {string[]} sids
 * @param {Receiver} receiver
 */
function readMembers(manager, ask, name, sids, receiver) {
  const needless = sids.length === 0 && !manager.exact;
  if (typeof manager.getMembers === 'function' && !needless) readAtOnce(ask, name, sids, receiver);
  else if (sids.length === 0) setImmediate(() => receiver.end());
  else readOneByOne(ask, name, sids, receiver);
}

/** @type {(ask: Ask, name: unknown, sids: string[], receiver: Receiver) => void} */
function readAtOnce(ask, name, sids, receiver) {
  // A copy: what a manager does with it must not move uids to another server.
  ask('getMembers', [name, sids.slice()], (err, lists) => {
    if (err) return receiver.refused(err);
    for (let i = 0; i < sids.length; i++) give(receiver, i, lists?.[i]);
    receiver.end();
  });
}

/** @type {(ask: Ask, name: unknown, sids: string[], receiver: Receiver) => void} */
function readOneByOne(ask, name, sids, receiver) {
  let open = sids.length;
  sids.forEach((sid, i) => {
    ask('getMembersBySid', [name, sid], (err, list) => {
      if (err) receiver.members(i, err, EMPTY);
      else give(receiver, i, list);
      if (--open === 0) receiver.end();
    });
  });
}

/** @type {any[]} */
const EMPTY = [];

/** @type {(receiver: Receiver, index: number, list: any) => void} */
function give(receiver, index, list) {
  if (Array.isArray(list)) receiver.members(index, null, list);
  else if (list === undefined || list === null) receiver.members(index, null, EMPTY);
  else receiver.members(index, list instanceof Error ? list : noList(list), EMPTY);
}

/** @param {unknown} value */
function noList(value) {
  return makeError('EINVAL', `the channelManager gave a ${typeof value}, expected a list of uids`);
}

module.exports = { readMembers };
