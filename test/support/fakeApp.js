'use strict';

const { EventEmitter } = require('node:events');

/**
 * As much of a Pomelo application as the plugin sees: live server arrays,
 * events, and an rpc that answers as the test says.
 */
class FakeApp {
  /** @param {string[]} sids the connectors, in order */
  constructor(sids = []) {
    this.settings = {};
    this.event = new EventEmitter();
    this.servers = {};
    this.types = {};
    /** @type {{ sid: string, message: any }[]} */
    this.sent = [];
    this.rpc = (sid, message, cb) => setImmediate(cb, null, []);
    this.rpcInvoke = (sid, message, cb) => {
      this.sent.push({ sid, message });
      this.rpc(sid, message, cb);
    };
    for (const sid of sids) this.addServer({ id: sid, serverType: 'connector', frontend: 'true' });
  }

  set(key, value, attach) {
    this.settings[key] = value;
    if (attach) this[key] = value;
    return this;
  }

  get(key) {
    return this.settings[key];
  }

  getServers() {
    return this.servers;
  }

  getServerById(id) {
    return this.servers[id];
  }

  getServersByType(stype) {
    return this.types[stype];
  }

  isFrontend(server) {
    return server.frontend === 'true';
  }

  addServer(server) {
    this.servers[server.id] = server;
    this.types[server.serverType] ??= [];
    this.types[server.serverType].push(server);
  }

  /** Splices the live array and tells, as Pomelo does. */
  removeServers(ids) {
    for (const id of ids) {
      const list = this.types[this.servers[id].serverType];
      list.splice(list.indexOf(this.servers[id]), 1);
      delete this.servers[id];
    }
    this.event.emit('remove_servers', ids);
  }

  /** New arrays, as Pomelo makes them when it reconnects to its master. */
  replaceServers(servers) {
    this.servers = {};
    this.types = {};
    for (const server of servers) this.addServer(server);
    this.event.emit('replace_servers', servers);
  }

  /** Who was asked to deliver to whom. */
  deliveries() {
    return this.sent.map(({ sid, message }) => [sid, message.args[2]]);
  }
}

module.exports = FakeApp;
