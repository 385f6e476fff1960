'use strict';

const { escapeGlob, splitKey } = require('../membership/keys');
const { MOST } = require('../membership/pairs');
const removeMembers = require('../membership/removal');
const scanSets = require('../membership/scans');

/**
 * Removes whoever is a member on one server, channel by channel, in steps: exactly
 * those who were read. Whoever is added meanwhile stays.
 *
 * @typedef {import('../manager/session').Callback} Callback
 *
 * @param {any} manager
 * @param {any} session
 * @param {string} id of the server
 * @param {{ how: number, before?: (go: (err?: any) => void) => void }} options how: one of kinds.js; before: asked
 *   before each thousand members, an error ends it
 * @param {Callback} cb (null, number of members), (err), later
 */
function sweep(manager, session, id, { how, before = (go) => go() }, cb) {
  const { prefix } = manager.options;
  let count = 0;
  const pattern = `${escapeGlob(prefix)}:*:${escapeGlob(id)}`;
  const code = session.walk(pattern, onKeys, (/** @type {any} */ err) => (err ? cb(err) : cb(null, count)));
  if (code !== 0) setImmediate(cb, session.refusal(code));

  /** @type {(keys: string[], next: (err?: any) => void) => void} */
  function onKeys(keys, next) {
    const ids = [...manager.ids(), id];
    const mine = keys.filter((key) => sidOf(key, ids) === id);
    scanSets(session, mine, remove, next);
  }

  /** @type {(found: import('../membership/scans').Found[], next: (err?: any) => void) => void} */
  function remove(found, next) {
    const all = found.map(({ key, uids }) => ({ name: key.slice(prefix.length + 1, -id.length - 1), sid: id, uids }));
    const batches = batchesOf(all);
    go();

    /** @param {any} [failure] */
    function go(failure) {
      const batch = batches.shift();
      if (failure || !batch) return next(failure);
      before((err) => {
        if (err) return next(err);
        removeMembers(session, { prefix, hasIndex: manager.hasIndex, how }, batch, (wrong) => {
          if (!wrong) for (const { uids } of batch) count += uids.length;
          go(wrong);
        });
      });
    }
  }

  /** @type {(key: string, ids: string[]) => string | null} */
  function sidOf(key, ids) {
    const place = splitKey(prefix, key, ids);
    return place && place.sid;
  }
}

/**
 * A thousand members at a time, of whatever channels.
 *
 * @typedef {import('../membership/removal').Members} Members
 *
 * @param {Members[]} all
 * @returns {Members[][]}
 */
function batchesOf(all) {
  /** @type {Members[][]} */
  const batches = [];
  let room = 0;
  for (const { name, sid, uids } of all) {
    for (let at = 0; at < uids.length;) {
      if (room === 0) batches.push([]);
      room = room || MOST;
      const some = uids.slice(at, at + room);
      batches[batches.length - 1].push({ name, sid, uids: some });
      at += some.length;
      room -= some.length;
    }
  }
  return batches;
}

module.exports = sweep;
