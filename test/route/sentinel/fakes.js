'use strict';

// Sentinels and nodes that say what a test wants, and a manager on them.

const assert = require('assert').strict;
const FakeApp = require('../../support/fakeApp');
const { LIMIT } = require('../../support/patience');
const { startPeer, handshake } = require('../../support/peer');
const { call } = require('../../service/helpers');
const RedisGlobalChannelManager = require('../../../lib/manager/redisGlobalChannelManager');

/** @typedef {Awaited<ReturnType<typeof startPeer>>} Peer */

/** @param {any} value @returns {string} as RESP */
function resp(value) {
  if (value === null) return '*-1\r\n';
  if (Array.isArray(value)) return `*${value.length}\r\n${value.map(resp).join('')}`;
  return typeof value === 'number' ? `:${value}\r\n` : `$${Buffer.byteLength(value)}\r\n${value}\r\n`;
}

/** A Sentinel of the group `game`. */
class FakeSentinel {
  /** @param {any} state master: whom it names; others: Sentinels that it knows; own: (command) => reply bytes, instead */
  static async start(state) {
    const sentinel = new FakeSentinel(state);
    sentinel.peer = await startPeer((command, socket) => sentinel.answer(command, socket));
    return sentinel;
  }

  constructor(state) {
    Object.assign(this, { master: null, epoch: 1, others: [], own: () => undefined, ...state });
    /** @type {any} */
    this.peer = null;
    /** @type {Map<import('net').Socket, string[]>} */
    this.channels = new Map();
  }

  get port() {
    return this.peer.port;
  }

  answer(command, socket) {
    const own = this.own(command, socket);
    if (own !== undefined) return own;
    const [first, second] = command.map((word) => word.toUpperCase());
    if (first === 'SUBSCRIBE') {
      this.channels.set(socket, (this.channels.get(socket) || []).concat(command[1]));
      return resp(['subscribe', command[1], 1]);
    }
    if (first === 'PING') return resp(['pong', '']);
    if (first !== 'SENTINEL') return '-ERR unknown command\r\n';
    if (command[2] !== 'game') return second === 'GET-MASTER-ADDR-BY-NAME' ? '*-1\r\n' : '-ERR No such master with that name\r\n';
    if (second === 'GET-MASTER-ADDR-BY-NAME') return resp(this.master && ['127.0.0.1', String(this.master.port)]);
    if (second === 'MASTER') return resp(['name', 'game', 'config-epoch', String(this.epoch)]);
    return resp(this.others.map(({ host = '127.0.0.1', port }) => ['ip', host, 'port', String(port)]));
  }

  publish(channel, text) {
    for (const [socket, channels] of this.channels) {
      if (channels.includes(channel) && !socket.destroyed) socket.write(resp(['message', channel, text]));
    }
  }

  get listeners() {
    return [...this.channels.keys()].filter((socket) => !socket.destroyed).length;
  }

  /** It names another from now on, and says so. */
  switchTo(node, epoch = this.epoch + 1) {
    const old = this.master;
    this.master = node;
    this.epoch = epoch;
    this.publish('+switch-master', `game 127.0.0.1 ${old.port} 127.0.0.1 ${node.port}`);
  }
}

/** A node that keeps sets, and says what it is. */
class FakeNode {
  static async start(role = 'master') {
    const node = new FakeNode(role);
    node.peer = await startPeer((command, socket) => node.answer(command, socket));
    return node;
  }

  constructor(role) {
    this.role = role;
    /** @type {any} */
    this.peer = null;
    /** Instead of what follows. @type {(command: string[], socket: any) => any} */
    this.own = () => undefined;
    /** @type {string[][]} writes that it has executed */
    this.log = [];
  }

  get port() {
    return this.peer.port;
  }

  answer(command, socket) {
    const own = this.own(command, socket);
    if (own !== undefined) return own;
    const [first] = command;
    if (first === 'ROLE') return resp([this.role, 0, []]);
    if (first === 'SADD' || first === 'SREM') {
      this.log.push(command);
      return ':1\r\n';
    }
    return first === 'SMEMBERS' ? resp(this.log.map(([, , uid]) => uid)) : undefined;
  }

  get uids() {
    return this.log.map(([, , uid]) => uid);
  }
}

/** Fakes and managers that end with the test. */
function onFakes() {
  const made = [];
  const managers = [];
  const on = {
    async node(role) {
      const node = await FakeNode.start(role);
      made.push(node.peer);
      return node;
    },
    async sentinel(state) {
      const sentinel = await FakeSentinel.start(state);
      made.push(sentinel.peer);
      return sentinel;
    },
    manager(sentinels, opts) {
      const list = sentinels.map(({ port }) => `127.0.0.1:${port}`);
      const manager = new RedisGlobalChannelManager(new FakeApp(['c1', 'c2']), { sentinels: list, name: 'game', commandTimeout: LIMIT, ...opts });
      managers.push(manager);
      return manager;
    },
    async started(sentinels, opts) {
      const manager = on.manager(sentinels, opts);
      assert.deepEqual(await call(manager, 'start'), [null]);
      return manager;
    },
  };
  afterEach(async () => {
    await Promise.all(managers.splice(0).map((manager) => call(manager, 'stop', true)));
    await Promise.all(made.splice(0).map((peer) => peer.close()));
  });
  return on;
}

const HOLD = '+failover-state-send-slaveof-noone';
/** @param {any} node who is promoted @param {string} [group] */
const holdText = (node, group = 'game') => `slave 127.0.0.1:${node.port} 127.0.0.1 ${node.port} @ ${group} 127.0.0.1 1`;

module.exports = { onFakes, resp, HOLD, holdText, handshake };
