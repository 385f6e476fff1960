'use strict';

const { makeError } = require('../error');
const { isList } = require('./lists');

/** @typedef {import('./types').Server} Server */

/** The servers that Pomelo knows of. Its lists live: they change while a call is under way. */
class Servers {
  /** @param {import('./types').App} app */
  constructor(app) {
    this._app = app;
  }

  /**
   * @param {string} stype
   * @returns {string[]} their ids as they are now
   */
  idsOf(stype) {
    return this._of(stype).map(idOf);
  }

  /**
   * @param {string} stype
   * @returns {string[]} the ids of those that have sessions
   */
  frontendsOf(stype) {
    const sids = [];
    for (const server of this._of(stype)) {
      if (this._app.isFrontend ? this._app.isFrontend(server) : true) sids.push(idOf(server));
    }
    return sids;
  }

  /**
   * Whether it has not left. Where the application cannot say so, its rpc will.
   *
   * @param {string} stype
   * @param {string} sid
   * @param {number} index where it was; mostly nothing has moved since
   */
  isThere(stype, sid, index) {
    try {
      const servers = this._of(stype);
      return servers[index]?.id === sid || servers.some((server) => server.id === sid);
    } catch {
      return true;
    }
  }

  /**
   * Pomelo keeps them in a plain object, in which '__proto__' is one.
   *
   * @param {string} stype
   * @returns {Server[]}
   */
  _of(stype) {
    const servers = this._app.getServersByType(stype);
    return isList(servers) ? servers : [];
  }
}

/** @param {Server} server */
function idOf({ id }) {
  if (typeof id === 'string' || Number.isFinite(id)) return id;
  throw makeError('EINVAL', `the application has a server whose id is a ${typeof id}`);
}

module.exports = Servers;
