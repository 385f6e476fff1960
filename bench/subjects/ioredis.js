'use strict';

const { once } = require('node:events');
const fs = require('node:fs');
const { keyOf } = require('../channel');
const { wholeChannel, inGame } = require('./byHand');
const peer = require('./peer');

/** @type {import('./index').Open} */
module.exports = async ({ place, app, sids }) => {
  const redis = connect(place);
  await once(redis, 'ready');
  return {
    add: (name, uid, sid, cb) => redis.sadd(keyOf(name, sid), uid, cb),
    leave: (name, uid, sid, cb) => redis.srem(keyOf(name, sid), uid, cb),
    members: (name, sid, cb) => redis.smembers(keyOf(name, sid), cb),
    ...wholeChannel(app, sids, place.kind === 'cluster' ? eachAlone(redis, sids) : pipelined(redis, sids)),
    ...inGame(app, sids, (commands, cb) => {
      const pipeline = redis.pipeline();
      for (const [name, ...args] of commands) pipeline[name.toLowerCase()](...args);
      pipeline.exec((/** @type {any} */ err, /** @type {any[]} */ results) => {
        if (err) cb(err);
        else cb(null, results.map(([, reply]) => reply));
      });
    }),
    close: async () => redis.disconnect(),
  };
};

/** @param {import('../places').Place} place */
function connect({ kind, ports, ca }) {
  const Redis = peer('ioredis');
  const nodes = ports.map((port) => ({ host: '127.0.0.1', port }));
  if (kind === 'cluster') return new Redis.Cluster(nodes);
  return new Redis({ ...nodes[0], ...(ca ? { tls: { ca: fs.readFileSync(ca) } } : {}) });
}

/** @type {(redis: any, sids: string[]) => import('./byHand').ReadLists} */
function pipelined(redis, sids) {
  return (name, cb) => {
    const pipeline = redis.pipeline();
    for (const sid of sids) pipeline.smembers(keyOf(name, sid));
    pipeline.exec((/** @type {any} */ err, /** @type {any[]} */ results) => {
      const failed = err || results.find(([cause]) => cause)?.[0];
      if (failed) cb(failed);
      else cb(null, results.map(([, list]) => list));
    });
  };
}

/** In a cluster: a pipeline has to stay on one node. @type {typeof pipelined} */
function eachAlone(redis, sids) {
  return (name, cb) => {
    Promise.all(sids.map((sid) => redis.smembers(keyOf(name, sid)))).then((lists) => cb(null, lists), cb);
  };
}
