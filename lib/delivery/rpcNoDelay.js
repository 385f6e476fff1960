'use strict';

const net = require('net');
const logger = require('../log')(__filename);
const quicken = require('./quicken');

/**
 * Makes both ends of this server's RPC connections quick. pomelo-rpc writes a
 * message in five pieces, of which Nagle's algorithm holds back all but the
 * first until the other side acknowledges that, 40 ms later.
 *
 * Pomelo's own mailboxes and acceptor only: what an application has chosen is
 * left alone, and so is what looks different than expected. Nothing here fails.
 *
 * @param {any} component of the plugin, which Pomelo starts before its own
 * @param {any} app
 * @param {{ rpcNoDelay?: boolean }} options
 * @returns {any} the component; untouched where the option is false
 */
function rpcNoDelay(component, app, { rpcNoDelay: isWanted = true }) {
  if (!isWanted) return component;
  const { start } = component;
  component.start = (/** @type {any[]} */ ...args) => {
    quickenClient(app);
    return start.apply(component, args);
  };
  component.afterStart = (/** @type {() => void} */ cb) => {
    quickenServer(app);
    cb();
  };
  return component;
}

/**
 * Before the client starts, no mailbox has been made.
 *
 * @param {any} app
 */
function quickenClient(app) {
  const attempt = attempts('client');
  attempt(() => {
    const proxy = app.components && app.components.__proxy__;
    if (!proxy || proxy.opts.mailboxFactory || proxy.opts.rpcClient) return;
    const station = proxy.client._station;
    station.mailboxFactory = quickFactory(station.mailboxFactory, attempt);
  });
}

/**
 * @param {any} factory
 * @param {Attempt} attempt
 */
function quickFactory(factory, attempt) {
  expectMethod(factory, 'create');
  const create = (/** @type {any[]} */ ...args) => {
    const mailbox = factory.create(...args);
    attempt(() => quickenMailbox(mailbox, attempt));
    return mailbox;
  };
  return Object.create(factory, { create: { value: create, writable: true } });
}

/**
 * Each connect makes a socket, to which nothing is written before the next tick.
 *
 * @param {any} mailbox
 * @param {Attempt} attempt
 */
function quickenMailbox(mailbox, attempt) {
  expectMethod(mailbox, 'connect');
  const { connect } = mailbox;
  mailbox.connect = function (/** @type {any[]} */ ...args) {
    const result = connect.apply(this, args);
    attempt(() => quicken(mailbox.socket.stream));
    return result;
  };
}

/**
 * The acceptor listens since its start; others may have connected already.
 *
 * @param {any} app
 */
function quickenServer(app) {
  const attempt = attempts('server');
  attempt(() => {
    const remote = app.components && app.components.__remote__;
    if (!remote || remote.opts.acceptorFactory || remote.opts.rpcServer) return;
    const { server, sockets } = remote.remote.acceptor;
    if (!(server instanceof net.Server)) throw new TypeError('no TCP server');
    const present = Object.values(sockets).map(({ stream }) => stream);
    server.on('connection', (socket) => attempt(() => quicken(socket)));
    for (const socket of present) attempt(() => quicken(socket));
  });
}

/** @type {(object: any, method: string) => void} */
function expectMethod(object, method) {
  if (typeof object[method] !== 'function') throw new TypeError(`no method ${method}`);
}

/**
 * Runs what looks into Pomelo. The first failure is told, the later ones of
 * the same end are of the same kind.
 *
 * @typedef {(run: () => void) => void} Attempt
 *
 * @param {string} end
 * @returns {Attempt}
 */
function attempts(end) {
  let told = false;
  return (run) => {
    try {
      run();
    } catch (err) {
      if (!told) logger.debug('rpcNoDelay: the RPC %s looks different than expected and is left as it is: %s', end, Object(err).message);
      told = true;
    }
  };
}

module.exports = rpcNoDelay;
