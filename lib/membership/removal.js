'use strict';

const Keys = require('./keys');
const { commandsFor } = require('./pairs');
const { inOrder } = require('./steps');

/**
 * Removes users from channels on servers: from their index first, so that there is
 * no member whom the index does not know.
 *
 * @typedef {{ name: string, sid: string, uids: string[] }} Members
 *
 * @param {any} session
 * @param {{ prefix: string, hasIndex: boolean, how: number }} options how: one of kinds.js
 * @param {Members[]} all
 * @param {import('../manager/session').Callback} cb (null), (err), later
 */
function removeMembers(session, { prefix, hasIndex, how }, all, cb) {
  const members = all.flatMap(({ name, sid, uids }) => commandsFor('SREM', Keys.memberKey(prefix, name, sid), uids));
  if (members.length === 0) return void setImmediate(cb, null);
  const code = inOrder(session, how, hasIndex ? indexOf(prefix, all) : [], members, cb);
  if (code !== 0) setImmediate(cb, session.refusal(code));
}

/** @type {(prefix: string, all: Members[]) => string[][]} */
function indexOf(prefix, all) {
  /** @type {Map<string, string[]>} entries by user */
  const users = new Map();
  for (const { name, sid, uids } of all) {
    const entry = Keys.entryOf(sid, name);
    for (const uid of uids) {
      const entries = users.get(uid);
      if (entries) entries.push(entry);
      else users.set(uid, [entry]);
    }
  }
  return [...users].flatMap(([uid, entries]) => commandsFor('SREM', Keys.indexKey(prefix, uid), entries));
}

module.exports = removeMembers;
