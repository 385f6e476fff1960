'use strict';

const { indexCommands, memberCommands } = require('./pairs');
const inOrder = require('./steps');

/**
 * Removes users from a channel on a server: from their index first, so that there
 * is no member whom the index does not know.
 *
 * @param {any} session
 * @param {{ prefix: string, hasIndex: boolean, how: number }} options how: one of kinds.js
 * @param {string} name
 * @param {string} sid
 * @param {string[]} uids
 * @param {import('../manager/session').Callback} cb (null), (err)
 */
function removeMembers(session, { prefix, hasIndex, how }, name, sid, uids, cb) {
  const index = hasIndex ? indexCommands('SREM', prefix, [name], uids, sid) : [];
  const members = memberCommands('SREM', prefix, [name], uids, sid);
  if (members.length === 0) return void setImmediate(cb, null);
  const code = inOrder(session, how, index, members, cb);
  if (code !== 0) setImmediate(cb, session.refusal(code));
}

module.exports = removeMembers;
