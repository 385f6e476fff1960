'use strict';

const { entryOf, indexKey, memberKey } = require('./keys');

/** So many keys or members a command has at most. */
const MOST = 1000;

/**
 * @template Item
 * @param {Item[]} items
 * @returns {Item[][]}
 */
function portions(items) {
  const parts = [];
  for (let i = 0; i < items.length; i += MOST) parts.push(items.slice(i, i + MOST));
  return parts;
}

/**
 * One command for each key and a thousand items.
 *
 * @type {(name: string, key: string, items: string[]) => string[][]}
 */
function commandsFor(name, key, items) {
  return portions(items).map((part) => [name, key, ...part]);
}

/**
 * The members of channels on one frontend server, each user in each channel.
 *
 * @type {(command: string, prefix: string, names: string[], uids: string[], sid: string) => string[][]}
 */
function memberCommands(command, prefix, names, uids, sid) {
  return names.flatMap((name) => commandsFor(command, memberKey(prefix, name, sid), uids));
}

/**
 * The same in the users' index.
 *
 * @type {typeof memberCommands}
 */
function indexCommands(command, prefix, names, uids, sid) {
  const entries = names.map((name) => entryOf(sid, name));
  return uids.flatMap((uid) => commandsFor(command, indexKey(prefix, uid), entries));
}

module.exports = { MOST, portions, commandsFor, memberCommands, indexCommands };
