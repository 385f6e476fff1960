'use strict';

/** @param {any[]} nodes @returns {Promise<Set<string>>} all members of all their keys, as `nameOf` calls them */
async function everything(nodes) {
  const all = await Promise.all(nodes.map(async (node) => {
    const keys = await node.command('KEYS', '*');
    const lists = await Promise.all(keys.map((/** @type {string} */ key) => node.command('SMEMBERS', key)));
    return lists.flatMap((uids, i) => uids.map((/** @type {string} */ uid) => `${keys[i]} ${uid}`));
  }));
  return new Set(all.flat());
}

/**
 * @param {Set<string>} has everything that Redis has
 * @param {any[]} reports of players
 * @returns {any[][]} for each of them the members that are not where the last acknowledged call has left them
 */
function differing(has, reports) {
  return reports.map(({ prefix, members }) => members.filter((/** @type {any} */ member) => {
    return member.state !== 'unknown' && has.has(nameOf(prefix, member)) !== (member.state === 'in');
  }));
}

/** @param {string} prefix @param {any} member */
function keyOf(prefix, { name, sid }) {
  return `${prefix}:${name}:${sid}`;
}

/** @param {string} prefix @param {any} member */
function nameOf(prefix, member) {
  return `${keyOf(prefix, member)} ${member.uid}`;
}

module.exports = { everything, differing, keyOf, nameOf };
