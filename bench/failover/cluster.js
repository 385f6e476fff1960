'use strict';

// Three masters with a replica each that take a master for dead after a second. All write to the slots of the first one,
// and once more to those of another, which nothing happens to.

const { startCluster } = require('../../test/support/cluster');
const { slotOf } = require('../../test/support/fakeCluster');
const { until } = require('../../test/support/patience');

const CLIENTS = ['plugin', 'ioredis', 'node-redis'];
const ELSEWHERE = ', another master';
const SUBJECTS = [...CLIENTS, ...CLIENTS.map((client) => client + ELSEWHERE)];

/** Each gives the time at which the replica said that it is the master. @type {Record<string, (cluster: any) => Promise<number>>} */
const ENDS = {
  handover: (cluster) => promotion(cluster, (replica) => replica.command('CLUSTER', 'FAILOVER')),
  killed: (cluster) => promotion(cluster, () => cluster.nodes[0].child.kill('SIGKILL')),
  frozen: (cluster) => promotion(cluster, () => cluster.nodes[0].freeze()),
};

/** @type {(cluster: any, end: (replica: any) => any) => Promise<number>} */
async function promotion(cluster, end) {
  const [replica] = await cluster.replicasOf(cluster.nodes[0]);
  await end(replica);
  await until(async () => (await replica.command('ROLE'))[0] === 'master');
  cluster.next = replica;
  return Date.now();
}

/** @type {(subject: string) => string} */
function sidOf(subject) {
  const third = subject.endsWith(ELSEWHERE) ? 1 : 0;
  for (let i = 0; ; i++) if (Math.floor(slotOf(`POMELO:CHANNEL:${subject}:c${i}`) * 3 / 16384) === third) return `c${i}`;
}

/** @type {(cluster: any, subject: string) => object} */
function optionsOf(cluster, subject) {
  return { cluster: cluster.addresses, sid: sidOf(subject) };
}

/** @type {(cluster: any, subject: string) => Promise<Set<string>>} what is there of a subject */
async function members(cluster, subject) {
  const master = subject.endsWith(ELSEWHERE) ? cluster.nodes[1] : cluster.next;
  return new Set(await master.command('SMEMBERS', `POMELO:CHANNEL:${subject}:${sidOf(subject)}`));
}

module.exports = { SUBJECTS, ENDS, start: () => startCluster({ args: ['--cluster-require-full-coverage', 'no'] }), optionsOf, members };
