'use strict';

const { READ, WRITE } = require('../manager/kinds');
const EVERYWHERE = require('./everywhere');
const { entryOf, escapeGlob, indexKey, memberKey, splitEntry, splitKey } = require('./keys');
const { commandsFor, portions } = require('./pairs');
const scanSets = require('./scans');
const { inOrder } = require('./steps');

/**
 * Which channels a user is in, and where: `<prefix>@uid:<uid>` is the SET of
 * `<sid>:<name>`.
 *
 * A member is written before his entry, and removed behind it. So, when no call is
 * under way, there is no member without an entry: whoever takes an entry away
 * removes the member later, and whoever adds the member again adds the entry
 * behind that. An entry without a member may be left.
 *
 * @typedef {import('../manager/session').Callback} Callback
 * @typedef {{ sid: string, name: string }} Place
 */

/**
 * @param {any} session
 * @param {string} prefix
 * @param {string[]} uids
 * @param {string[]} ids of the registered servers
 * @param {Callback} cb (null, places): for each user a list; (err)
 */
function placesOf(session, prefix, uids, ids, cb) {
  const commands = uids.map((uid) => ['SMEMBERS', indexKey(prefix, uid)]);
  const code = session.run(READ, commands, (/** @type {any} */ err, /** @type {any[]} */ answers) => {
    const failure = err || answers.find((answer) => answer instanceof Error);
    const split = (/** @type {string} */ entry) => splitEntry(entry, ids);
    if (failure) cb(failure);
    else cb(null, Array.from(answers, (entries) => (entries || []).map(split).filter(Boolean)));
  });
  if (code !== 0) setImmediate(cb, session.refusal(code));
}

/**
 * Takes users out of all channels that their index names.
 *
 * @param {any} session
 * @param {string} prefix
 * @param {string[]} uids
 * @param {string | symbol} sid or EVERYWHERE
 * @param {string[]} ids
 * @param {Callback} cb (null, names), (err)
 */
function leaveAll(session, prefix, uids, sid, ids, cb) {
  const known = sid === EVERYWHERE ? ids : ids.concat(/** @type {string} */ (sid));
  placesOf(session, prefix, uids, known, (err, /** @type {Place[][]} */ places) => {
    if (err) return cb(err);
    const here = places.map((all) => all.filter((place) => sid === EVERYWHERE || place.sid === sid));
    const names = new Set(here.flatMap((all) => all.map(({ name }) => name)));
    const { index, members } = removals(prefix, uids, here);
    if (index.length === 0) return cb(null, []);
    const code = inOrder(session, WRITE, index, members, (failure) => (failure ? cb(failure) : cb(null, [...names])));
    if (code !== 0) setImmediate(cb, session.refusal(code));
  });
}

/** @type {(prefix: string, uids: string[], places: Place[][]) => { index: string[][], members: string[][] }} */
function removals(prefix, uids, places) {
  /** @type {Map<string, string[]>} users by the key that they are members of */
  const sets = new Map();
  const index = uids.flatMap((uid, i) => {
    for (const { sid, name } of places[i]) put(sets, memberKey(prefix, name, sid), uid);
    return commandsFor('SREM', indexKey(prefix, uid), places[i].map(({ sid, name }) => entryOf(sid, name)));
  });
  return { index, members: [...sets].flatMap(([key, users]) => commandsFor('SREM', key, users)) };
}

/**
 * Adds the entries that are missing: those of members whom somebody has added who
 * keeps no index.
 *
 * @param {any} session
 * @param {string} prefix
 * @param {() => string[]} ids
 * @param {Callback} cb (null, number of entries added), (err)
 * @returns {number} the addon's code
 */
function reindex(session, prefix, ids, cb) {
  let added = 0;
  return session.walk(`${escapeGlob(prefix)}:*`, onKeys, (/** @type {any} */ err) => (err ? cb(err) : cb(null, added)));

  /** @type {(keys: string[], next: (err?: any) => void) => void} */
  function onKeys(keys, next) {
    scanSets(session, keys, add, next);
  }

  /** @type {(found: import('./scans').Found[], next: (err?: any) => void) => void} */
  function add(found, next) {
    const known = ids();
    /** @type {Map<string, string[]>} entries by user */
    const users = new Map();
    for (const { key, uids } of found) {
      const place = splitKey(prefix, key, known);
      if (place) for (const uid of uids) put(users, uid, entryOf(place.sid, place.name));
    }
    const commands = [...users].flatMap(([uid, entries]) => commandsFor('SADD', indexKey(prefix, uid), entries));
    if (commands.length === 0) return void setImmediate(next);
    const code = session.run(READ, commands, (/** @type {any} */ err, /** @type {any[]} */ answers) => {
      const failure = err || answers.find((answer) => answer instanceof Error);
      if (!failure) for (const [count] of answers) added += Number(count);
      next(failure);
    });
    if (code !== 0) setImmediate(next, session.refusal(code));
  }
}

/**
 * Removes the whole index.
 *
 * @param {any} session
 * @param {string} prefix
 * @param {Callback} cb (null), (err)
 * @returns {number} the addon's code
 */
function cleanIndex(session, prefix, cb) {
  return session.walk(`${escapeGlob(prefix)}@uid:*`, (/** @type {string[]} */ keys, /** @type {Callback} */ next) => {
    const code = session.run(WRITE, keys.map((key) => ['DEL', key]), next);
    if (code !== 0) setImmediate(next, session.refusal(code));
  }, cb);
}

/**
 * Takes all members of some sets out of the index. What Redis refuses keeps nothing
 * else back.
 *
 * @param {any} session
 * @param {string} prefix
 * @param {Place[]} places
 * @param {Callback} cb (null, the first refusal or null), (err), later
 */
function unindex(session, prefix, places, cb) {
  /** @type {Map<string, string>} */
  const entries = new Map(places.map(({ name, sid }) => [memberKey(prefix, name, sid), entryOf(sid, name)]));
  let hasBegun = false;
  /** @type {any} */
  let refusal = null;
  scanSets(session, [...entries.keys()], (found, next) => {
    const entry = (/** @type {string} */ key) => /** @type {string} */ (entries.get(key));
    const commands = found.flatMap(({ key, uids }) => uids.map((uid) => ['SREM', indexKey(prefix, uid), entry(key)]));
    const parts = portions(commands);
    (function go(/** @type {any} */ err) {
      if (err && err.code !== 'EREPLY') return next(err);
      refusal = refusal || err;
      const part = parts.shift();
      if (!part) return next();
      const code = session.run(WRITE, part, go);
      if (code !== 0) return setImmediate(next, session.refusal(code));
      hasBegun = true;
    })(null);
  }, (err) => {
    if (err && hasBegun) err.maybeExecuted = true;
    cb(err, refusal);
  });
}

/** @type {(map: Map<string, string[]>, key: string, item: string) => void} */
function put(map, key, item) {
  const items = map.get(key);
  if (items) items.push(item);
  else map.set(key, [item]);
}

module.exports = { placesOf, leaveAll, reindex, cleanIndex, unindex };
