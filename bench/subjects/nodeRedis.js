'use strict';

const fs = require('node:fs');
const { keyOf } = require('../channel');
const { wholeChannel, inGame } = require('./byHand');
const peer = require('./peer');

/** @type {import('./index').Open} */
module.exports = async ({ place, app, sids }) => {
  const redis = create(place);
  redis.on('error', (/** @type {Error} */ err) => console.error(err));
  await redis.connect();
  return {
    add: (name, uid, sid, cb) => redis.sAdd(keyOf(name, sid), uid).then(() => cb(null), cb),
    leave: (name, uid, sid, cb) => redis.sRem(keyOf(name, sid), uid).then(() => cb(null), cb),
    members: (name, sid, cb) => redis.sMembers(keyOf(name, sid)).then((/** @type {any} */ list) => cb(null, list), cb),
    // What is asked for in one turn of the loop goes out together.
    ...wholeChannel(app, sids, (name, cb) => {
      Promise.all(sids.map((sid) => redis.sMembers(keyOf(name, sid)))).then((lists) => cb(null, lists), cb);
    }),
    ...inGame(app, sids, (commands, cb) => {
      Promise.all(commands.map((command) => redis.sendCommand(command))).then((replies) => cb(null, replies), cb);
    }),
    close: async () => redis.destroy(),
  };
};

/** @param {import('../places').Place} place */
function create({ kind, ports, ca }) {
  const { createClient, createCluster } = peer('redis');
  const sockets = ports.map((port) => ({ host: '127.0.0.1', port }));
  if (kind === 'cluster') return createCluster({ rootNodes: sockets.map((socket) => ({ socket })) });
  return createClient({ socket: { ...sockets[0], ...(ca ? { tls: true, ca: fs.readFileSync(ca) } : {}) } });
}
