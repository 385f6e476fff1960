'use strict';

// Reads from Redis what a push needs, counting the bytes; sends each frontend as many as the RPC has.

const { once } = require('node:events');
const net = require('node:net');
const { packageOf } = require('../bytes');
const obey = require('../obey');
const pushes = require('../pushes');
const Counted = require('./counted');

const HOST = '127.0.0.1';
/** Of what a frontend gets: its length, and how many clients it is for. */
const HEAD = 8;

/** @typedef {{ command: Buffer, reply: number, lists: { members: number, bytes: Buffer }[] }} Channel */

/** @type {Counted} */
let redis;
/** @type {Counted[]} */
let frontends = [];
/** @type {Map<string, Channel>} */
const channels = new Map();

obey({
  /** @param {{ redis: number, frontends: number[] }} ports */
  connect: async (ports) => {
    redis = await connect(ports.redis);
    frontends = await Promise.all(ports.frontends.map(connect));
  },
  /** @param {{ name: string, keys: string[], uids: string[][] }} order */
  fill: ({ name, keys, uids }) => {
    const replies = uids.flatMap((list) => [`*${list.length}\r\n`, ...list.map((uid) => `$${uid.length}\r\n${uid}\r\n`)]);
    channels.set(name, {
      command: Buffer.from(keys.map((key) => `*2\r\n$8\r\nSMEMBERS\r\n$${key.length}\r\n${key}\r\n`).join('')),
      reply: replies.join('').length,
      lists: uids.map((list) => ({ members: list.length, bytes: Buffer.from(JSON.stringify(list)) })),
    });
  },
  /** @param {import('../pushes').Order & { name: string }} order */
  push: ({ name, ...order }) => pushes(order, async (body) => {
    const { command, reply, lists } = /** @type {Channel} */ (channels.get(name));
    await redis.ask(command, reply);
    const bytes = packageOf(order.route, body);
    await Promise.all(frontends.map((frontend, i) => lists[i].members > 0 && frontend.ask(rpc(bytes, lists[i]), 1)));
  }),
});

/** @param {number} port */
async function connect(port) {
  const socket = net.connect({ port, host: HOST, noDelay: true });
  await once(socket, 'connect');
  return new Counted(socket);
}

/** @type {(bytes: Buffer, list: { members: number, bytes: Buffer }) => Buffer} */
function rpc(bytes, list) {
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(HEAD + bytes.length + list.bytes.length);
  head.writeUInt32BE(list.members, HEAD / 2);
  return Buffer.concat([head, bytes, list.bytes]);
}
