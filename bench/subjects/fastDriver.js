'use strict';

const { once } = require('node:events');
const { keyOf } = require('../channel');
const { wholeChannel, inGame } = require('./byHand');
const peer = require('./peer');

/** @type {import('./index').Open} */
module.exports = async ({ place: { ports: [port] }, app, sids }) => {
  const Redis = peer('redis-fast-driver');
  const redis = new Redis({ host: '127.0.0.1', port });
  await once(redis, 'ready');
  return {
    add: (name, uid, sid, cb) => redis.rawCall(['SADD', keyOf(name, sid), uid], cb),
    leave: (name, uid, sid, cb) => redis.rawCall(['SREM', keyOf(name, sid), uid], cb),
    members: (name, sid, cb) => redis.rawCall(['SMEMBERS', keyOf(name, sid)], cb),
    // It has no pipelines to be asked for: commands leave when the loop comes round.
    ...wholeChannel(app, sids, (name, cb) => {
      /** @type {string[][]} */
      const lists = new Array(sids.length);
      let waiting = sids.length;
      let failed = false;
      sids.forEach((sid, i) => redis.rawCall(['SMEMBERS', keyOf(name, sid)], (/** @type {any} */ err, /** @type {any} */ list) => {
        if (failed) return;
        failed = Boolean(err);
        if (err) return cb(err);
        lists[i] = list;
        if (--waiting === 0) cb(null, lists);
      }));
    }),
    ...inGame(app, sids, (commands, cb) => {
      /** @type {any[]} */
      const replies = new Array(commands.length);
      let waiting = commands.length;
      commands.forEach((command, i) => redis.rawCall(command, (/** @type {any} */ err, /** @type {any} */ reply) => {
        if (err) return cb(err);
        replies[i] = reply;
        if (--waiting === 0) cb(null, replies);
      }));
    }),
    close: async () => redis.end(),
  };
};
