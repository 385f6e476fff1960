'use strict';

const { EventEmitter, once } = require('node:events');
const { createRequire } = require('node:module');

/** What is loaded anew, so that it finds the application of these tests. */
const CONNECTORS = /pomelo.lib.(connectors|components.connector)/;

// Pomelo writes several lines for each push at its lowest level.
createRequire(require.resolve('pomelo-logger'))('log4js').getLogger('pomelo').setLevel('INFO');

let current = null;

const pomelo = require('pomelo/lib/pomelo');
require.cache[require.resolve('pomelo/lib/pomelo')].exports = Object.create(pomelo, { app: { get: () => current || pomelo.app } });
for (const file of Object.keys(require.cache)) if (CONNECTORS.test(file)) delete require.cache[file];

const { METHODS } = require('./sockets');
const ChannelService = require('pomelo/lib/common/service/channelService');
const connector = require('pomelo/lib/components/connector');
const pushScheduler = require('pomelo/lib/components/pushScheduler');
const session = require('pomelo/lib/components/session');
const loadNative = require('../../lib/native');
const HybridConnector = require('pomelo/lib/connectors/hybridconnector');

/** Every frontend hears of each call. */
const native = loadNative();
const { send } = native;
const hears = new Set();
native.send = (sockets, bytes) => {
  for (const hear of hears) hear([...sockets]);
  return Frontend.send(sockets, bytes);
};

/**
 * A frontend without its cluster: Pomelo's own hybrid connector, sessions and
 * components on a real port, with the push scheduler that the test wants.
 */
class Frontend {
  /** What C does, which a test may replace. */
  static send = send;

  /**
   * @param {any} [config] Pomelo's pushSchedulerConfig
   * @param {object} [opts] of the connector
   * @param {boolean} [isNative] whether messages may be sent by C
   */
  static async start(config, opts = {}, isNative = true) {
    const frontend = new Frontend(config, opts);
    frontend.isNative = isNative;
    await new Promise((resolve) => frontend.app.components.__connector__.start(resolve));
    current = frontend.app;
    await new Promise((resolve) => frontend.app.components.__connector__.afterStart(resolve));
    if (!frontend.server.listening) await once(frontend.server, 'listening');
    frontend.port = frontend.server.address().port;
    return frontend;
  }

  constructor(config, opts) {
    const settings = {};
    const app = { components: {}, event: new EventEmitter(), serverId: 'connector-1', load: () => {} };
    Object.assign(app, { get: (key) => settings[key], set: (key, value) => { settings[key] = value; } });
    Object.assign(app, { getServerId: () => app.serverId, getCurServer: () => ({ id: app.serverId, host: '127.0.0.1', clientPort: 0 }) });
    this.app = app;
    this.sessionComponent = session(app);
    this.sessions = this.sessionComponent.service;
    this.channels = new ChannelService(app, opts);
    app.set('channelService', this.channels);
    const { components } = app;
    components.__session__ = this.sessionComponent;
    components.__server__ = { globalHandle: (msg, session, cb) => this.handle(msg, session, cb) };
    components.__dictionary__ = { getDict: () => ({ onShort: 7 }), getAbbrs: () => ({ 7: 'onShort' }), getVersion: () => 'v' };
    components.__protobuf__ = protobuf;
    components.__connector__ = connector(app, { connector: HybridConnector, distinctHost: true, ...opts });
    components.__pushScheduler__ = pushScheduler(app, config);
    /** What a request is answered with. */
    this.handle = (msg, session, cb) => cb(null, { answer: msg.body });
    /** Every write to a client: straight when the stream knows nothing of it. */
    this.writes = [];
    /** Of each call into C, how many sockets it was given. */
    this.sends = [];
    this.hear = (descriptors) => this._hear(descriptors);
    hears.add(this.hear);
    components.__connector__.connector.on('connection', (socket) => this._watch(socket));
  }

  get server() {
    return this.app.components.__connector__.connector.listeningServer;
  }

  /** To users by their uids, as the RPC of a push does it. */
  push(route, msg, uids) {
    return new Promise((resolve) => this.channels.channelRemote.pushMessage(route, msg, uids, { isPush: true }, (...args) => resolve(args)));
  }

  /** To all clients, as the RPC of a broadcast does it. */
  broadcast(route, msg, userOptions) {
    return new Promise((resolve) => {
      this.channels.channelRemote.broadcast(route, msg, { type: 'broadcast', userOptions }, (...args) => resolve(args));
    });
  }

  /** A message as it is, to sessions. */
  schedule(msg, sids) {
    return new Promise((resolve) => this.app.components.__pushScheduler__.schedule(null, 'onRaw', msg, sids, {}, resolve));
  }

  /** The session of a client, when it is there. */
  sessionOf(client) {
    return Object.values(this.sessions.sessions).find(({ __socket__: { remoteAddress } }) => remoteAddress.port === client.localPort);
  }

  /** @returns {net.Socket} the frontend's end of a client's connection */
  socketOf(client) {
    return this.sessionOf(client).__socket__.socket._socket;
  }

  /** What was written to a client's socket since the test has looked last. */
  wroteTo(client) {
    const mine = this.writes.filter(({ port }) => port === client.localPort);
    this.writes = this.writes.filter(({ port }) => port !== client.localPort);
    return mine.map(({ straight }) => (straight ? 'straight' : 'stream'));
  }

  _watch({ socket: { _socket: socket }, remoteAddress: { port } }) {
    const { _handle: handle } = socket;
    for (const method of METHODS) {
      const original = handle[method];
      handle[method] = (...args) => {
        this.writes.push({ port, straight: socket.writableLength === 0 });
        return original.apply(handle, args);
      };
    }
    if (!this.isNative) socket._write = (...args) => Object.getPrototypeOf(socket)._write.apply(socket, args);
  }

  _hear(descriptors) {
    const sockets = Object.values(this.sessions.sessions).map(({ __socket__ }) => __socket__);
    const mine = sockets.filter(({ socket }) => descriptors.includes(socket._socket?._handle?.fd));
    if (mine.length > 0) this.sends.push(descriptors.length);
    for (const { remoteAddress: { port } } of mine) this.writes.push({ port, straight: true });
  }

  async stop() {
    hears.delete(this.hear);
    for (const { __socket__: { socket } } of Object.values(this.sessions.sessions)) socket._socket?.destroy();
    const { server } = this;
    await new Promise((resolve) => this.app.components.__connector__.stop(true, resolve));
    if (server.listening) await once(server, 'close');
  }
}

const protobuf = {
  getProtos: () => ({ server: { onProto: {} }, client: {} }),
  getVersion: () => 'v',
  encode: (route, msg) => Buffer.from(`${route}=${msg.text}`),
};

module.exports = Frontend;
