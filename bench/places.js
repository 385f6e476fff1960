'use strict';

// Where the members are kept while it is measured: one Redis, three masters of a cluster, or one Redis that speaks TLS.

const { Authority } = require('../test/support/certificates');
const { startCluster } = require('../test/support/cluster');
const { slotOf } = require('../test/support/fakeCluster');
const { startRedis } = require('../test/support/redis');
const { startTlsRedis } = require('../test/support/tls');

/**
 * What a subject opens by, on 127.0.0.1.
 *
 * @typedef {object} Place
 * @property {'one' | 'cluster' | 'tls'} kind
 * @property {number[]} ports one, or those of the masters, which have equal shares of the slots in this order
 * @property {string} [ca] with TLS: the file of the authority
 *
 * @typedef {object} Home a place that is there, and what asks it past every subject
 * @property {Place} place
 * @property {(name: string, key: string, ...args: string[]) => Promise<any>} command for whoever has the key
 * @property {() => Promise<unknown>} stop
 */

/** ms; a master that has no processor for a while is not dead. */
const NODE_TIMEOUT = 15000;

/** @type {Record<Place['kind'], () => Promise<Home>>} */
const START = {
  one: async () => {
    const redis = await startRedis();
    return homeOf(redis, { kind: 'one', ports: [redis.port] });
  },

  tls: async () => {
    const authority = new Authority('bench');
    const redis = await startTlsRedis(authority, authority.sign('redis'));
    return homeOf(redis, { kind: 'tls', ports: [redis.tlsPort], ca: authority.ca });
  },

  cluster: async () => {
    const cluster = await startCluster({ replicas: 0, timeout: NODE_TIMEOUT });
    return {
      place: { kind: 'cluster', ports: cluster.nodes.map(({ port }) => port) },
      command: async (name, key, ...args) => (await cluster.ownerOf(slotOf(key))).command(name, key, ...args),
      stop: () => cluster.stop(),
    };
  },
};

/** @type {(redis: any, place: Place) => Home} */
function homeOf(redis, place) {
  return { place, command: (...args) => redis.command(...args), stop: () => redis.stop() };
}

/** @param {Place['kind']} kind */
module.exports = (kind) => START[kind]();
