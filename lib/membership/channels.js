'use strict';

const { plainError } = require('../error');
const loadNative = require('../native');
const { countAll } = require('./counts');
const { escapeGlob, splitKey } = require('./keys');

/** @typedef {import('../manager/session').Callback} Callback */

/**
 * All channels that have members, found by their keys: SCAN in steps, and SCARD
 * for the keys of each step.
 *
 * @param {any} session
 * @param {string} prefix
 * @param {() => string[]} ids of the registered servers, asked for at the end
 * @param {Callback} cb (null, [{ name, count, sids: { sid: count } }]) by name; (err)
 * @returns {number} the addon's code
 */
function listChannels(session, prefix, ids, cb) {
  /** @type {Map<string, number>} by key: a walk may come to a key twice */
  const counts = new Map();
  return session.walk(`${escapeGlob(prefix)}:*`, count, (/** @type {any} */ err) => {
    if (err) cb(err);
    else cb(null, grouped(counts, prefix, ids()));
  });

  /** @type {(keys: string[], next: (err?: any) => void) => void} */
  function count(keys, next) {
    const code = countAll(session, keys, (err, answers) => next(err || note(keys, answers)));
    if (code !== 0) next(plainError(loadNative().codes[code] || 'ESTATE', 'the walk over the channels was cut short'));
  }

  /** @type {(keys: string[], answers: (number | Error)[]) => Error | undefined} */
  function note(keys, answers) {
    for (let i = 0; i < keys.length; i++) {
      const answer = answers[i];
      if (typeof answer === 'number') counts.set(keys[i], answer);
      else if (/** @type {any} */ (answer).reply !== 'WRONGTYPE') return answer;
    }
  }
}

/**
 * @param {Map<string, number>} counts by key
 * @param {string} prefix
 * @param {string[]} ids
 */
function grouped(counts, prefix, ids) {
  /** @type {Map<string, [sid: string, count: number][]>} by name */
  const channels = new Map();
  for (const [key, count] of counts) {
    const place = count > 0 && splitKey(prefix, key, ids);
    if (!place || place.name === '') continue;
    const channel = channels.get(place.name) || [];
    channel.push([place.sid, count]);
    channels.set(place.name, channel);
  }
  return [...channels].sort(byFirst).map(([name, sids]) => ({
    name,
    count: sids.reduce((sum, [, count]) => sum + count, 0),
    sids: Object.fromEntries(sids.sort(byFirst)), // '__proto__' is a sid like any other
  }));
}

/**
 * By code units, as texts are compared.
 *
 * @type {(a: [string, unknown], b: [string, unknown]) => number}
 */
function byFirst([a], [b]) {
  return a < b ? -1 : Number(a > b);
}

module.exports = listChannels;
