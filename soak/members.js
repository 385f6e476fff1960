'use strict';

/** @param {any} redis @returns {Promise<Set<string>>} all members of all keys */
async function everything(redis) {
  const keys = await redis.command('KEYS', '*');
  const lists = await Promise.all(keys.map((/** @type {string} */ key) => redis.command('SMEMBERS', key)));
  return new Set(lists.flatMap((uids, i) => uids.map((/** @type {string} */ uid) => `${keys[i]} ${uid}`)));
}

/**
 * What one has and the other has not, as players know it.
 *
 * @param {Set<string>} had @param {Set<string>} has
 * @returns {string[][]} [name, sid, uid]: soak-<seed>:<name>:<sid> <uid>, of which every player takes its own
 */
function differing(had, has) {
  const members = [...had].filter((member) => !has.has(member)).concat([...has].filter((member) => !had.has(member)));
  return members.map((member) => member.slice(member.indexOf(':') + 1).split(/[: ]/));
}

module.exports = { everything, differing };
