'use strict';

const { EventEmitter } = require('node:events');

/** As much of a Pomelo application as a push needs; its rpc answers at once. */
class App {
  /** @param {string[]} sids */
  constructor(sids) {
    this.event = new EventEmitter();
    this.servers = sids.map((id) => ({ id, serverType: 'connector', frontend: 'true' }));
    this.delivered = 0;
    /** @type {((sid: string, uids: string[]) => void) | null} */
    this.onDelivery = null;
  }

  getServers() {
    return Object.fromEntries(this.servers.map((server) => [server.id, server]));
  }

  getServersByType() {
    return this.servers;
  }

  /** @param {{ frontend: string }} server */
  isFrontend(server) {
    return server.frontend === 'true';
  }

  /**
   * @param {string} sid
   * @param {{ args: any[] }} message
   * @param {(err: Error | null, fails: string[]) => void} cb
   */
  rpcInvoke(sid, message, cb) {
    const uids = message.args[2];
    this.delivered += uids.length + uids[0].length;
    if (this.onDelivery) this.onDelivery(sid, uids);
    cb(null, []);
  }
}

module.exports = App;
