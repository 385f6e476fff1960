'use strict';

const path = require('node:path');
const Worker = require('./worker');

const KEY = 'floor';

/**
 * The floor: bare programs in the places of the backend and the connectors. The backend reads the members from Redis without
 * looking at them and sends as many bytes to each connector, which writes the push to all its sockets.
 */
module.exports = class Bare {
  /** @param {string} kind of the clients @param {number} connectors @param {any} redis */
  constructor(kind, connectors, redis) {
    this.isBare = true;
    /** @type {number[]} */
    this.ports = [];
    this.kind = kind;
    this.redis = redis;
    this.sids = Array.from({ length: connectors }, (_, i) => String(i));
    const worker = (/** @type {string} */ file) => new Worker([path.join(__dirname, 'bare', file)]);
    this.frontends = this.sids.map(() => worker('frontend.js'));
    this.backend = worker('backend.js');
  }

  async start() {
    const ports = await Promise.all(this.frontends.map((worker) => worker.order('listen', { kind: this.kind })));
    this.ports = ports.map(({ clients }) => clients);
    await this.backend.order('connect', { redis: this.redis.port, frontends: ports.map(({ backend }) => backend) });
  }

  /** @param {string} name @param {[string, string][]} members */
  async fill(name, members) {
    const keys = this.sids.map((sid) => `${KEY}:${name}:${sid}`);
    const uids = this.sids.map((sid) => members.filter((member) => member[1] === sid).map(([uid]) => uid));
    for (const [i, key] of keys.entries()) if (uids[i].length > 0) await this.redis.command('SADD', key, ...uids[i]);
    await this.backend.order('fill', { name, keys, uids });
  }

  /** @param {string} name @param {import('./pushes').Order} order */
  push(name, order) {
    return this.backend.order('push', { name, ...order });
  }

  stop() {
    return Promise.all([this.backend, ...this.frontends].map((worker) => worker.stop()));
  }
};
