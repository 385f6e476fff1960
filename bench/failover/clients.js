'use strict';

// The subjects, with their default options: each gives a function that writes one member, and a promise of its end.

const path = require('node:path');

const modules = path.join(__dirname, '..', 'node_modules');

/** @typedef {(uid: string) => Promise<unknown>} Add */

/** @type {Record<string, (options: any, name: string, sid: string) => Promise<Add>>} add to which channel, on which frontend */
const CLIENTS = {
  async 'plugin'(options, name, sid) {
    // @ts-ignore: it comes without types
    require('pomelo-logger').clearAppenders();
    const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');
    const manager = new RedisGlobalChannelManager({ getServers: () => ({}) }, options);
    await promised((cb) => manager.start(cb));
    return (uid) => promised((cb) => manager.add(name, uid, sid, cb));
  },

  async 'ioredis'(options, name, sid) {
    const Redis = require(path.join(modules, 'ioredis'));
    const redis = options.cluster ? new Redis.Cluster(options.cluster) : new Redis(options);
    redis.on('error', () => {});
    await redis.ping();
    return (uid) => redis.sadd(keyOf(name, sid), uid);
  },

  async 'node-redis'({ cluster, sentinels, name: group }, name, sid) {
    const { createCluster, createSentinel } = require(path.join(modules, 'redis'));
    const client = cluster ?
      createCluster({ rootNodes: cluster.map(urlOf) }) :
      createSentinel({ name: group, sentinelRootNodes: sentinels });
    client.on('error', () => {});
    await client.connect();
    return (uid) => client.sAdd(keyOf(name, sid), uid);
  },
};

/** @type {(name: string, sid: string) => string} */
function keyOf(name, sid) {
  return `POMELO:CHANNEL:${name}:${sid}`;
}

/** @param {{ host: string, port: number }} address */
function urlOf({ host, port }) {
  return { url: `redis://${host}:${port}` };
}

/** @param {(cb: (err: any) => void) => void} run @returns {Promise<void>} */
function promised(run) {
  return new Promise((resolve, reject) => run((err) => (err ? reject(err) : resolve())));
}

module.exports = CLIENTS;
