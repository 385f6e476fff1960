'use strict';

const fs = require('node:fs');
const { keyOf } = require('../channel');
const { wholeChannel, inGame } = require('./byHand');
const peer = require('./peer');

/** ms; its default of 250 is too short for sixteen long lists at a time. */
const TIMEOUT = 60000;

/** @type {import('./index').Open} */
module.exports = async ({ place, app, sids }) => {
  const { GlideClient, GlideClusterClient, Batch, ClusterBatch } = peer('@valkey/valkey-glide');
  const [Client, Commands] = place.kind === 'cluster' ? [GlideClusterClient, ClusterBatch] : [GlideClient, Batch];
  const client = await Client.createClient(optionsOf(place));
  return {
    add: (name, uid, sid, cb) => client.sadd(keyOf(name, sid), [uid]).then(() => cb(null), cb),
    leave: (name, uid, sid, cb) => client.srem(keyOf(name, sid), [uid]).then(() => cb(null), cb),
    members: (name, sid, cb) => client.smembers(keyOf(name, sid)).then((/** @type {any} */ set) => cb(null, [...set]), cb),
    ...wholeChannel(app, sids, (name, cb) => {
      const batch = new Commands(false);
      for (const sid of sids) batch.smembers(keyOf(name, sid));
      client.exec(batch, true).then((/** @type {any[]} */ sets) => cb(null, sets.map((set) => [...set])), cb);
    }),
    ...inGame(app, sids, (commands, cb) => {
      const batch = new Commands(false);
      for (const command of commands) batch.customCommand(command);
      client.exec(batch, true).then((/** @type {any[]} */ replies) => cb(null, replies), cb);
    }),
    close: async () => client.close(),
  };
};

/** @param {import('../places').Place} place */
function optionsOf({ ports, ca }) {
  const addresses = ports.map((port) => ({ host: '127.0.0.1', port }));
  const tls = ca ? { useTLS: true, advancedConfiguration: { tlsAdvancedConfiguration: { rootCertificates: fs.readFileSync(ca) } } } : {};
  return { addresses, requestTimeout: TIMEOUT, ...tls };
}
