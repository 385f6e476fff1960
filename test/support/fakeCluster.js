'use strict';

// A Redis Cluster of scripted servers: right as long as a test does not want it otherwise.

const { startPeer } = require('./peer');

module.exports = { startFakeCluster, slotOf };

const SLOTS = 16384;

/**
 * Answers in the place of a node: reply bytes, null for silence, undefined for what is right.
 *
 * @typedef {(command: string[], node: FakeNode) => Buffer | string | null | undefined} Say
 *
 * @typedef {object} FakeNode
 * @property {Awaited<ReturnType<typeof startPeer>>} peer
 * @property {number} port
 * @property {Map<string, Set<string>>} keys
 * @property {Say} say
 * @property {boolean} [isDown] it says that the cluster is down
 * @property {(() => string) | null} map what it answers to CLUSTER SLOTS; null: what is right
 */

/** @param {number} count of masters, each with its share of the slots */
async function startFakeCluster(count) {
  const cluster = new FakeCluster();
  for (let i = 0; i < count; i++) await cluster.start();
  cluster.owners = Array.from({ length: SLOTS }, (_, slot) => cluster.nodes[Math.floor(slot * count / SLOTS)]);
  return cluster;
}

class FakeCluster {
  constructor() {
    /** @type {FakeNode[]} */
    this.nodes = [];
    /** By slot. @type {FakeNode[]} */
    this.owners = [];
    /** Slots on their way, key by key. @type {Map<number, FakeNode>} */
    this.moving = new Map();
  }

  get addresses() {
    return this.nodes.map(({ port }) => ({ host: '127.0.0.1', port }));
  }

  /** @returns {Promise<FakeNode>} a further node, without slots */
  async start() {
    /** @type {WeakSet<object>} connections that ask */
    const asking = new WeakSet();
    /** @type {any} */
    const node = { keys: new Map(), say: () => undefined, map: null };
    node.peer = await startPeer((command, socket) => {
      const said = node.say(command, node);
      const asks = asking.delete(socket);
      if (said !== undefined) return said;
      if (command[0] === 'ASKING') asking.add(socket);
      return this.answer(node, command, asks);
    });
    node.port = node.peer.port;
    this.nodes.push(node);
    return node;
  }

  /** @param {FakeNode} node @param {string[]} command @param {boolean} asks @returns {string | undefined} */
  answer(node, [name, key, member], asks) {
    if (name === 'CLUSTER' && key === 'INFO') return node.isDown ? '$18\r\ncluster_state:fail\r\n' : '$16\r\ncluster_state:ok\r\n';
    if (name === 'CLUSTER') return node.map ? node.map() : this.map();
    if (name === 'SCAN') return scanned([...node.keys.keys()]);
    if (!/^(SADD|SREM|SMEMBERS|UNLINK)$/.test(name) || !key) return undefined;
    return this.redirect(node, key, asks) || execute(node.keys, name, key, member);
  }

  /** @param {FakeNode} node @param {string} key @param {boolean} asks */
  redirect(node, key, asks) {
    const slot = slotOf(key);
    const target = this.moving.get(slot);
    if (node === this.owners[slot]) {
      return target && !node.keys.has(key) ? '-ASK ' + slot + ' 127.0.0.1:' + target.port + '\r\n' : undefined;
    }
    return asks && node === target ? undefined : '-MOVED ' + slot + ' 127.0.0.1:' + this.owners[slot].port + '\r\n';
  }

  /** What CLUSTER SLOTS answers, when these have the slots. @param {(FakeNode | null)[]} [owners] null: nobody */
  map(owners = this.owners) {
    /** @type {string[]} */
    const ranges = [];
    for (let first = 0, slot = 1; slot <= owners.length; slot++) {
      const node = owners[first];
      if (slot < owners.length && owners[slot] === node) continue;
      if (node) ranges.push('*3\r\n:' + first + '\r\n:' + (slot - 1) + '\r\n*2\r\n$9\r\n127.0.0.1\r\n:' + node.port + '\r\n');
      first = slot;
    }
    return '*' + ranges.length + '\r\n' + ranges.join('');
  }

  /** The slot sets out, and its keys are there already. @param {number} slot @param {FakeNode} to */
  depart(slot, to) {
    this.carry(slot, to);
    this.moving.set(slot, to);
  }

  /** From now on the slot is another node's, with what is in it. @param {number} slot @param {FakeNode} to */
  move(slot, to) {
    this.carry(slot, to);
    this.moving.delete(slot);
    this.owners[slot] = to;
  }

  /** @param {number} slot @param {FakeNode} to */
  carry(slot, to) {
    for (const from of this.nodes.filter(node => node !== to)) {
      for (const [key, members] of [...from.keys].filter(([name]) => slotOf(name) === slot)) {
        to.keys.set(key, members);
        from.keys.delete(key);
      }
    }
  }

  /** All commands of a kind that all nodes have seen. @param {string} name */
  commands(name) {
    return this.nodes.flatMap(({ peer }) => peer.commands(name));
  }

  async stop() {
    await Promise.all(this.nodes.map(({ peer }) => peer.close()));
  }
}

/** @type {(keys: Map<string, Set<string>>, name: string, key: string, member: string) => string} */
function execute(keys, name, key, member) {
  const set = keys.get(key) || new Set();
  if (name === 'SMEMBERS') return list([...set]);
  if (name === 'UNLINK') return ':' + Number(keys.delete(key)) + '\r\n';
  const changes = set.has(member) !== (name === 'SADD');
  if (name === 'SADD') keys.set(key, set.add(member));
  else if (set.delete(member) && set.size === 0) keys.delete(key);
  return ':' + Number(changes) + '\r\n';
}

/** @param {string[]} keys */
function scanned(keys) {
  return '*2\r\n$1\r\n0\r\n' + list(keys);
}

/** @param {string[]} items */
function list(items) {
  return '*' + items.length + '\r\n' + items.map(item => '$' + Buffer.byteLength(item) + '\r\n' + item + '\r\n').join('');
}

/** The slot of a key, independently of the code under test. @param {string} key */
function slotOf(key) {
  const [, tag] = /^[^{]*\{([^}]+)\}/.exec(key) || [null, key];
  let crc = 0;
  for (const byte of Buffer.from(tag)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc % SLOTS;
}
