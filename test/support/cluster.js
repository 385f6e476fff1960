'use strict';

// A Redis Cluster of one's own: so many masters, each with replicas, on free ports of the loopback.

const { freePort, startRedis } = require('./redis');
const { until } = require('./patience');

module.exports = { startCluster };

/**
 * `bus`: where others find its cluster bus.
 *
 * @typedef {Awaited<ReturnType<typeof startRedis>> & {id: string, bus: number, tlsPort?: number}} ClusterNode
 * @typedef {{ca: string, cert: string, key: string}} Files for TLS
 * @typedef {{host: string, bus: number, announced: number}} Place of a node that is found elsewhere than it is: see split.js
 */

const SLOTS = 16384;

/**
 * @param {{masters?: number, replicas?: number, timeout?: number, args?: string[], places?: Place[], tls?: Files}} [how]
 *   replicas: of each master; timeout: cluster-node-timeout, ms; args: further arguments of each redis-server; places: one for each
 *   node; tls: clients and nodes speak it
 * @returns {Promise<Cluster>} of whose slots each master has its share, and all nodes say that all is well
 */
async function startCluster({ masters = 3, replicas = 1, timeout = 1000, args = [], places = [], tls } = {}) {
  const cluster = new Cluster(['--cluster-node-timeout', String(timeout), ...args], tls);
  try {
    await Promise.all(Array.from({ length: masters * (1 + replicas) }, (_, i) => cluster.start(places[i])));
    await cluster.form(masters);
    return cluster;
  } catch (err) {
    await cluster.stop();
    throw err;
  }
}

class Cluster {
  /** @param {string[]} args @param {Files} [tls] */
  constructor(args, tls) {
    this.args = args;
    this.tls = tls;
    /** The masters of the beginning first. @type {ClusterNode[]} */
    this.nodes = [];
  }

  /** The option `cluster`. */
  get addresses() {
    return this.nodes.map(({ host, port, tlsPort }) => ({ host, port: tlsPort || port }));
  }

  /** @param {Place} [place] @returns {Promise<ClusterNode>} a node that knows nobody yet */
  async start(place) {
    const bus = place ? place.bus : await freePort();
    const elsewhere = place ? ['--bind', place.host, '--bind-source-addr', place.host, '--cluster-announce-ip', place.host,
      '--cluster-announce-bus-port', String(place.announced)] : [];
    const tlsPort = this.tls && await freePort();
    const redis = await startRedis({ args: [...this.argsOf(bus), ...elsewhere, ...this.tlsArgs(tlsPort)] });
    const found = { bus, tlsPort, ...place && { host: place.host, bus: place.announced } };
    const node = Object.assign(redis, { id: await redis.command('CLUSTER', 'MYID'), ...found });
    this.nodes.push(node);
    return node;
  }

  /** Starts a node again that has ended, as it was. @param {ClusterNode} node */
  async restart(node) {
    const redis = await startRedis({ port: node.port, dir: node.dir, args: this.argsOf(node.bus) });
    this.nodes[this.nodes.indexOf(node)] = Object.assign(redis, { id: node.id, bus: node.bus });
  }

  /** @param {number} [port] */
  tlsArgs(port) {
    if (!this.tls) return [];
    const { ca, cert, key } = this.tls;
    return ['--tls-port', String(port), '--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', ca,
      '--tls-auth-clients', 'no', '--tls-cluster', 'yes', '--tls-replication', 'yes'];
  }

  /** @param {number} bus */
  argsOf(bus) {
    return ['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf', '--cluster-port', String(bus), '--repl-diskless-sync-delay', '0',
      '--cluster-replica-validity-factor', '0', ...this.args];
  }

  /** @param {number} masters the first so many */
  async form(masters) {
    const [first, ...others] = this.nodes;
    for (const [i, node] of this.nodes.slice(0, masters).entries()) {
      await node.command('CLUSTER', 'SET-CONFIG-EPOCH', i + 1);
      await node.command('CLUSTER', 'ADDSLOTSRANGE', Math.ceil(i * SLOTS / masters), Math.ceil((i + 1) * SLOTS / masters) - 1);
    }
    for (const node of others) await this.meet(node, first);
    await this.settle();
    for (const [i, node] of this.nodes.slice(masters).entries()) await node.command('CLUSTER', 'REPLICATE', this.nodes[i % masters].id);
    for (const node of this.nodes.slice(masters)) await until(async () => (await node.command('ROLE'))[3] === 'connected');
    for (const node of this.nodes) await until(async () => (await this.linesOf(node)).filter(line => line.includes('slave')).length === this.nodes.length - masters);
  }

  /** @param {ClusterNode} node @returns {Promise<string[]>} what it knows of each node */
  async linesOf(node) {
    return (await node.command('CLUSTER', 'NODES')).trim().split('\n');
  }

  /** @param {ClusterNode} node @param {ClusterNode} known */
  async meet(node, known) {
    await node.command('CLUSTER', 'MEET', known.host, known.tlsPort || known.port, known.bus);
  }

  /** All nodes know one another, and say that all slots are served. @param {ClusterNode[]} [nodes] */
  async settle(nodes = this.nodes) {
    await Promise.all(nodes.map(node => until(async () => {
      const lines = await this.linesOf(node);
      const info = await node.command('CLUSTER', 'INFO');
      return nodes.every(({ id }) => lines.some(line => line.startsWith(id) && !/handshake|fail|noaddr/.test(line))) &&
        info.includes('cluster_state:ok') && info.includes('cluster_slots_ok:' + SLOTS);
    })));
  }

  /** Whoever has the slot, as somebody sees it who is well. @param {number} slot @param {ClusterNode} [witness] */
  async ownerOf(slot, witness = this.nodes[0]) {
    /** @type {any[]} */
    const ranges = await witness.command('CLUSTER', 'SLOTS');
    const [, , [, port]] = ranges.find(([first, last]) => first <= slot && slot <= last) || [0, 0, [null, 0]];
    const owner = this.nodes.find(node => node.port === port);
    if (!owner) throw new Error('nobody has slot ' + slot);
    return owner;
  }

  /** @param {ClusterNode} master @param {ClusterNode} [witness] @returns {Promise<ClusterNode[]>} */
  async replicasOf(master, witness = master) {
    const fields = (await this.linesOf(witness)).map(line => line.split(' '));
    const ids = fields.filter(([, , , of]) => of === master.id).map(([id]) => id);
    return this.nodes.filter(({ id }) => ids.includes(id));
  }

  /**
   * The old way: key by key, each of the two nodes knowing.
   *
   * @param {number} slot @param {ClusterNode} from @param {ClusterNode} to @param {() => Promise<void>} [meanwhile] when half is there
   */
  async migrate(slot, from, to, meanwhile = async () => {}) {
    await to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from.id);
    await from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to.id);
    await meanwhile();
    for (;;) {
      const keys = await from.command('CLUSTER', 'GETKEYSINSLOT', slot, 10);
      if (keys.length === 0) break;
      await from.command('MIGRATE', to.host, to.port, '', 0, 5000, 'KEYS', ...keys);
    }
    await to.command('CLUSTER', 'SETSLOT', slot, 'NODE', to.id);
    // Who has given the last one away may be a replica by now.
    await from.command('CLUSTER', 'SETSLOT', slot, 'NODE', to.id).catch(err => {
      if (!/only with masters/.test(err.message)) throw err;
    });
  }

  /** All slots of a node. @param {ClusterNode} from @param {ClusterNode} to */
  async moveAll(from, to) {
    /** @type {any[]} */
    const ranges = await from.command('CLUSTER', 'SLOTS');
    for (const [first, last] of ranges.filter(([, , [, port]]) => port === from.port)) {
      for (let slot = first; slot <= last; slot++) await this.migrate(slot, from, to);
    }
  }

  async stop() {
    await Promise.all(this.nodes.map(node => node.stop()));
  }
}
