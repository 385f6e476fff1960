'use strict';

// A real client and a real server of pomelo-rpc, in the components of an application that has nothing else.

const { createRequire } = require('node:module');
const path = require('node:path');
const { client: Client, server: Server } = require('pomelo-rpc');
const rpcNoDelay = require('../../lib/delivery/rpcNoDelay');
const { freePort } = require('../support/redis');

// It logs each failure that a test asks for.
createRequire(require.resolve('pomelo-logger'))('log4js').getLogger('pomelo-rpc').setLevel('OFF');

const REMOTE = path.join(__dirname, 'app/app/servers/echo/remote');

module.exports = class Pair {
  /**
   * @param {{ client?: any, server?: any, quick?: { client?: boolean, server?: boolean } }} [how] options of pomelo-rpc; which end is quick
   */
  constructor({ client = {}, server = {}, quick = {} } = {}) {
    this.app = { components: {} };
    this.clientOpts = { context: { serverId: 'asker-1' }, ...client };
    this.serverOpts = { paths: [{ namespace: 'user', path: REMOTE }], context: this.app, interval: 30, ...server };
    this.quick = { client: true, server: true, ...quick };
  }

  /** As Pomelo does: the components are loaded, then the plugin is started before them. */
  async start() {
    this.port = await freePort();
    this.client = Client.create(this.clientOpts);
    this.app.components.__proxy__ = { opts: this.clientOpts, client: this.client };
    this.app.components.__remote__ = { opts: this.serverOpts };
    const plugin = rpcNoDelay({ start: (cb) => cb(null) }, this.app, {});
    if (this.quick.client) plugin.start(() => {});
    this.gateway = Server.create({ ...this.serverOpts, port: this.port });
    this.app.components.__remote__.remote = this.gateway;
    this.gateway.start();
    if (this.quick.server) plugin.afterStart(() => {});
    await new Promise((resolve) => this.client.start(resolve));
    this.add('echo-1');
    this.add('echo-2');
    return this;
  }

  /** Both ids are the one server. */
  add(id) {
    this.client.addServer({ id, serverType: 'echo', host: '127.0.0.1', port: this.port });
  }

  /** pomelo-rpc leaves a timer. */
  remove(id) {
    clearInterval(this.mailboxes[id]?.keepaliveTimer);
    this.client.removeServer(id);
  }

  /** @returns {Promise<any[]>} what it calls back with, the first time */
  ask(method, ...args) {
    return this.askServer('echo-1', method, ...args);
  }

  askServer(id, method, ...args) {
    const message = { namespace: 'user', serverType: 'echo', service: 'echo', method, args };
    return new Promise((resolve) => this.client.rpcInvoke(id, message, (...result) => resolve(result)));
  }

  get mailboxes() {
    return this.client._station.mailboxes;
  }

  get acceptor() {
    return this.gateway.acceptor;
  }

  /** The sockets of all connections: the client's ends, and the server's. */
  get ends() {
    const streams = (sockets) => Object.values(sockets).map(({ stream }) => stream);
    return { client: Object.values(this.mailboxes).map(({ socket }) => socket.stream), server: streams(this.acceptor.sockets) };
  }

  async stop() {
    for (const id of Object.keys(this.mailboxes)) this.remove(id);
    this.client.stop(true);
    for (const { stream } of Object.values(this.acceptor.sockets)) stream.destroy();
    this.gateway.stop();
    await new Promise((resolve) => setImmediate(resolve));
  }
};
