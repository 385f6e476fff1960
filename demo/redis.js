'use strict';

// Where the members are kept: one Redis, one that speaks TLS, the master of three Sentinels, or a Redis Cluster.

const { startCluster } = require('../test/support/cluster');
const { slotOf } = require('../test/support/fakeCluster');
const { startGroup } = require('../test/support/sentinel');
const { Authority } = require('../test/support/certificates');
const { startRedis } = require('../test/support/redis');
const { startTlsRedis } = require('../test/support/tls');

/**
 * @typedef {object} Home
 * @property {string} title
 * @property {object} options of the plugin
 * @property {(...args: string[]) => Promise<any>} command
 * @property {() => Promise<unknown>} stop
 */

/** By the flag of `npm run demo`. @type {Record<string, () => Promise<Home>>} */
module.exports = {
  async one() {
    const redis = await startRedis();
    const { host, port } = redis;
    return { title: 'Redis', options: { host, port }, command: (...args) => redis.command(...args), stop: () => redis.stop() };
  },

  /** It wants a certificate of its clients, too. */
  async tls() {
    const authority = new Authority('demo');
    const redis = await startTlsRedis(authority, authority.sign('redis'), ['--tls-auth-clients', 'yes']);
    const tls = { ca: authority.ca, ...authority.sign('game') };
    const options = { host: 'localhost', port: redis.tlsPort, tls };
    const title = 'Redis with TLS on both sides';
    return { title, options, command: (...args) => redis.command(...args), stop: () => redis.stop() };
  },

  async sentinel() {
    const group = await startGroup();
    const [master] = group.nodes;
    const title = 'A master, two replicas and three Sentinels';
    return { title, options: group.options, command: (...args) => master.command(...args), stop: () => group.stop() };
  },

  /** A command goes to whoever has its key. */
  async cluster() {
    const cluster = await startCluster();
    /** @type {Home['command']} */
    const command = async (name, key, ...args) => (await cluster.ownerOf(slotOf(key))).command(name, key, ...args);
    const title = 'A Redis Cluster of three masters with a replica each';
    return { title, options: { cluster: cluster.addresses }, command, stop: () => cluster.stop() };
  },
};
