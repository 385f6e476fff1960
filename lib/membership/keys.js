'use strict';

/**
 * Where everything is kept. The members' keys are a promise to other programs;
 * those with an '@' behind the prefix are the plugin's own, and no channel has one
 * of them.
 *
 *   <prefix>:<name>:<sid>   SET of uids
 *   <prefix>@uid:<uid>      SET of `<sid>:<name>`, with userIndex
 *   <prefix>@sid:<id>       a frontend that is alive, with heartbeat
 *   <prefix>@sids           SET of frontends that have beaten
 *   <prefix>@lock:<id>      who cleans up behind a frontend
 */

/** @type {(prefix: string, name: string, sid: string) => string} */
const memberKey = (prefix, name, sid) => `${prefix}:${name}:${sid}`;

/** @type {(prefix: string, uid: string) => string} */
const indexKey = (prefix, uid) => `${prefix}@uid:${uid}`;

/** @type {(prefix: string, id: string) => string} */
const sidKey = (prefix, id) => `${prefix}@sid:${id}`;

/** @type {(prefix: string) => string} */
const sidsKey = (prefix) => `${prefix}@sids`;

/** @type {(prefix: string, id: string) => string} */
const lockKey = (prefix, id) => `${prefix}@lock:${id}`;

/** @type {(sid: string, name: string) => string} what the index has of a member */
const entryOf = (sid, name) => `${sid}:${name}`;

/** @type {(text: string) => string} a pattern that matches the text alone */
const escapeGlob = (text) => text.replace(/[\\*?[\]]/g, '\\$&');

/**
 * A channel's key, taken apart. Which of its colons is the last of the name only
 * the ids of the servers tell: the longest that it ends with, else what stands
 * behind the last colon.
 *
 * @param {string} prefix
 * @param {string} key
 * @param {Iterable<string>} ids
 * @returns {{ name: string, sid: string } | null} null: it is no such key
 */
function splitKey(prefix, key, ids) {
  const start = prefix.length + 1;
  if (!key.startsWith(`${prefix}:`)) return null;
  let colon = key.lastIndexOf(':');
  for (const id of ids) {
    const at = key.length - id.length - 1;
    if (at >= start && at < colon && key[at] === ':' && key.endsWith(id)) colon = at;
  }
  return colon < start ? null : { name: key.slice(start, colon), sid: key.slice(colon + 1) };
}

/**
 * An entry of the index, taken apart likewise: the longest id that it begins
 * with, else what stands before the first colon.
 *
 * @param {string} entry
 * @param {Iterable<string>} ids
 * @returns {{ name: string, sid: string } | null}
 */
function splitEntry(entry, ids) {
  let colon = entry.indexOf(':');
  for (const id of ids) {
    if (id.length > colon && entry[id.length] === ':' && entry.startsWith(id)) colon = id.length;
  }
  return colon < 0 ? null : { sid: entry.slice(0, colon), name: entry.slice(colon + 1) };
}

module.exports = { memberKey, indexKey, sidKey, sidsKey, lockKey, entryOf, escapeGlob, splitKey, splitEntry };
