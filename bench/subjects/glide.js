'use strict';

const { keyOf } = require('../channel');
const { wholeChannel, inGame } = require('./byHand');
const peer = require('./peer');

/** ms; its default of 250 is too short for sixteen long lists at a time. */
const TIMEOUT = 60000;

/** @type {import('./index').Open} */
module.exports = async ({ port, app, sids }) => {
  const { GlideClient, Batch } = peer('@valkey/valkey-glide');
  const client = await GlideClient.createClient({ addresses: [{ host: '127.0.0.1', port }], requestTimeout: TIMEOUT });
  return {
    add: (name, uid, sid, cb) => client.sadd(keyOf(name, sid), [uid]).then(() => cb(null), cb),
    leave: (name, uid, sid, cb) => client.srem(keyOf(name, sid), [uid]).then(() => cb(null), cb),
    members: (name, sid, cb) => client.smembers(keyOf(name, sid)).then((/** @type {any} */ set) => cb(null, [...set]), cb),
    ...wholeChannel(app, sids, (name, cb) => {
      const batch = new Batch(false);
      for (const sid of sids) batch.smembers(keyOf(name, sid));
      client.exec(batch, true).then((/** @type {any[]} */ sets) => cb(null, sets.map((set) => [...set])), cb);
    }),
    ...inGame(app, sids, (commands, cb) => {
      const batch = new Batch(false);
      for (const command of commands) batch.customCommand(command);
      client.exec(batch, true).then((/** @type {any[]} */ replies) => cb(null, replies), cb);
    }),
    close: async () => client.close(),
  };
};
