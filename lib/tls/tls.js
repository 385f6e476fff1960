'use strict';

const { isIP } = require('net');
const tls = require('tls');
const check = require('./check');
const Doubts = require('./doubts');
const { readFiles } = require('./files');
const { Sessions, identityOf } = require('./sessions');

/** How long the reason of an end is waited for, in ms. */
const LAST_WORDS = 100;

/**
 * How one speaks TLS with the servers of one option: whom to trust, who one is,
 * and the sessions that may be resumed.
 *
 * @typedef {import('../options/tls').Settings} Settings
 *
 * @typedef {object} Inside
 * @property {string} option
 * @property {Settings} settings
 * @property {string} base
 * @property {Sessions} sessions
 * @property {Doubts} doubts
 */

/**
 * No property holds a key or a passphrase: nobody finds them who looks at all
 * that an object has.
 *
 * @type {WeakMap<Tls, Inside>}
 */
const insides = new WeakMap();

class Tls {
  /**
   * @param {string} option what errors call it
   * @param {Settings} settings
   * @param {string} base what paths of files are relative to
   */
  constructor(option, settings, base) {
    insides.set(this, { option, settings, base, sessions: new Sessions(), doubts: new Doubts() });
  }

  /** @throws {import('../error').CodedError} EINVAL: a file cannot be read, or Node cannot use what is in it */
  check() {
    const { option, settings, base } = insideOf(this);
    check(option, settings, base);
  }

  /**
   * What `tls.connect` needs for a connection that begins now; files are read anew.
   *
   * @param {string} host a name or an address, which the certificate must have
   * @param {number} port
   * @returns {import('tls').ConnectionOptions}
   * @throws {import('../error').CodedError} EINVAL: a file cannot be read
   */
  optionsFor(host, port) {
    return prepare(insideOf(this), host, port).options;
  }

  /**
   * Begins a connection, resuming a session where that may be.
   *
   * @param {string} host
   * @param {number} port
   * @param {object} [more] further options of `tls.connect`, such as the address that the host has
   * @returns {import('tls').TLSSocket} nothing may be written before it emits 'accepted': until then nobody is verified
   * @throws {import('../error').CodedError} as check, or what Node says of its arguments
   */
  connect(host, port, more) {
    const inside = insideOf(this);
    const { options, identity } = prepare(inside, host, port);
    const socket = this._begin({ ...options, ...more });
    inside.sessions.watch(`${host} ${port}`, identity, socket);
    inside.doubts.watch(`${host} ${port}`, socket);
    endPatiently(socket);
    return socket;
  }

  /** @param {import('tls').ConnectionOptions} options */
  _begin(options) {
    try {
      return tls.connect(options);
    } catch (error) {
      // Node does not say which file it cannot use.
      this.check();
      throw error;
    }
  }
}

/**
 * Up to Node 16 the end comes before the reason that the other side has given,
 * and Node's own listener would make of it that the connection was closed.
 *
 * @param {import('tls').TLSSocket} socket
 */
function endPatiently(socket) {
  const hasty = /** @type {any} */ (socket.listeners('end').find(({ name }) => name === 'onConnectEnd'));
  if (hasty) socket.removeListener('end', hasty);
  socket.once('end', () => setTimeout(() => socket.destroy(), LAST_WORDS));
}

/** @type {(all: Tls) => Inside} */
function insideOf(all) {
  return /** @type {Inside} */ (insides.get(all));
}

/**
 * The name is checked here, for an address must not be sent as one.
 *
 * @param {Inside} inside
 * @param {string} host
 * @param {number} port
 */
function prepare({ option, settings, base, sessions }, host, port) {
  const files = readFiles(option, settings, base);
  const name = settings.servername || host.replace(/\.$|%.*$/, '');
  const { checkServerIdentity = tls.checkServerIdentity } = settings;
  const identity = identityOf(name, files);
  const options = {
    ...settings,
    ...files,
    host,
    port,
    servername: isIP(name) ? '' : name,
    checkServerIdentity: (/** @type {string} */ _, /** @type {any} */ certificate) => checkServerIdentity(name, certificate),
    session: sessions.find(`${host} ${port}`, identity),
  };
  return { options, identity };
}

module.exports = Tls;
