'use strict';

const { entryOf, indexKey, memberKey } = require('../membership/keys');
const { commandsFor, portions } = require('../membership/pairs');

/**
 * What is sent to Redis for users who leave, and whom each command concerns.
 *
 * @typedef {import('./waiting').Leaving} Leaving
 * @typedef {{ words: string[], users: Leaving[] }} Command
 */

/** @type {(prefix: string, users: Leaving[]) => Command[]} one for each */
function reading(prefix, users) {
  return users.map((user) => ({ words: ['SMEMBERS', indexKey(prefix, user.uid)], users: [user] }));
}

/** @type {(prefix: string, sid: string, users: Leaving[]) => Command[]} */
function indexRemoval(prefix, sid, users) {
  return indexCommands('SREM', prefix, sid, users, ({ names }) => names);
}

/** @type {(prefix: string, sid: string, users: Leaving[]) => Command[]} those who leave the same channel share commands */
function memberRemoval(prefix, sid, users) {
  /** @type {Map<string, Leaving[]>} */
  const channels = new Map();
  for (const user of users) {
    for (const name of user.names) {
      const those = channels.get(name);
      if (those) those.push(user);
      else channels.set(name, [user]);
    }
  }
  return [...channels].flatMap(([name, those]) => portions(those).map((some) => (
    { words: ['SREM', memberKey(prefix, name, sid), ...some.map(({ uid }) => uid)], users: some })));
}

/** @type {(prefix: string, sid: string, users: Leaving[]) => (Command & { name: string })[]} */
function questions(prefix, sid, users) {
  return users.flatMap((user) => [...user.names].map((name) => (
    { words: ['SISMEMBER', memberKey(prefix, name, sid), user.uid], users: [user], name })));
}

/** @type {(prefix: string, sid: string, users: Map<Leaving, string[]>) => Command[]} of the channels that each is a member of */
function indexAddition(prefix, sid, users) {
  return indexCommands('SADD', prefix, sid, [...users.keys()], (user) => /** @type {string[]} */ (users.get(user)));
}

/** @type {(command: string, prefix: string, sid: string, users: Leaving[], namesOf: (user: Leaving) => Iterable<string>) => Command[]} */
function indexCommands(command, prefix, sid, users, namesOf) {
  return users.flatMap((user) => {
    const entries = Array.from(namesOf(user), (name) => entryOf(sid, name));
    return commandsFor(command, indexKey(prefix, user.uid), entries).map((words) => ({ words, users: [user] }));
  });
}

module.exports = { reading, indexRemoval, memberRemoval, questions, indexAddition };
