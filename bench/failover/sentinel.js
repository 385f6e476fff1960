'use strict';

// A master, two replicas and three Sentinels that take a master for dead after a second.

const { startGroup } = require('../../test/support/sentinel');

const SUBJECTS = ['plugin', 'ioredis', 'node-redis'];

/** Each gives the time at which another said that it is the master. @type {Record<string, (group: any) => Promise<number>>} */
const ENDS = {
  handover: (group) => promotion(group, () => group.sentinels[0].command('SENTINEL', 'FAILOVER', group.name)),
  killed: (group) => promotion(group, () => group.nodes[0].child.kill('SIGKILL')),
  frozen: (group) => promotion(group, () => group.nodes[0].freeze()),
};

/** @type {(group: any, end: () => any) => Promise<number>} */
async function promotion(group, end) {
  await end();
  group.next = await group.master(group.nodes[0]);
  return Date.now();
}

/** @param {any} group */
function optionsOf(group) {
  return group.options;
}

/** @type {(group: any, subject: string) => Promise<Set<string>>} what the new master has of a subject */
async function members(group, subject) {
  return new Set(await group.next.command('SMEMBERS', `POMELO:CHANNEL:${subject}:c1`));
}

module.exports = { SUBJECTS, ENDS, start: () => startGroup(), optionsOf, members };
