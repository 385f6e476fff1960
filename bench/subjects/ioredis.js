'use strict';

const { once } = require('node:events');
const { keyOf } = require('../channel');
const { wholeChannel, inGame } = require('./byHand');
const peer = require('./peer');

/** @type {import('./index').Open} */
module.exports = async ({ port, app, sids }) => {
  const Redis = peer('ioredis');
  const redis = new Redis({ host: '127.0.0.1', port });
  await once(redis, 'ready');
  return {
    add: (name, uid, sid, cb) => redis.sadd(keyOf(name, sid), uid, cb),
    leave: (name, uid, sid, cb) => redis.srem(keyOf(name, sid), uid, cb),
    members: (name, sid, cb) => redis.smembers(keyOf(name, sid), cb),
    ...wholeChannel(app, sids, (name, cb) => {
      const pipeline = redis.pipeline();
      for (const sid of sids) pipeline.smembers(keyOf(name, sid));
      pipeline.exec((/** @type {any} */ err, /** @type {any[]} */ results) => {
        const failed = err || results.find(([cause]) => cause)?.[0];
        if (failed) cb(failed);
        else cb(null, results.map(([, list]) => list));
      });
    }),
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
