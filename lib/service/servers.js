'use strict';

const { makeError } = require('../error');
const { isList } = require('./lists');
const logger = require('../log')(__filename);

/** @typedef {import('./types').Server} Server */

/** The servers that Pomelo knows of. Its lists live: they change while a call is under way. */
class Servers {
  /** @param {import('./types').App} app */
  constructor(app) {
    this._app = app;
    this._hasWarned = false;
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
      else if (!this._hasWarned) this._look(server);
    }
    return sids;
  }

  /**
   * A server that is meant to be a frontend, and that Pomelo does not know as
   * one, gets no push; somebody will look for the reason.
   *
   * @param {Server} server
   */
  _look(server) {
    if (NOT_MEANT.includes(server.frontend) && !this._isConfigured(server)) return;
    this._hasWarned = true;
    logger.warn('pushMessage: server %s gets no push: it is meant to be a frontend, but Pomelo does not know it as one; ' +
      'start it with frontend=true', idOf(server));
  }

  /** @param {Server} server */
  _isConfigured({ id }) {
    try {
      if (!this._app.getServersFromConfig) return false;
      const { frontend } = this._app.getServersFromConfig()[id];
      return frontend === true || frontend === 'true';
    } catch {
      return false;
    }
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
      const server = servers[index];
      return server && server.id === sid || servers.some((server) => server.id === sid);
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

/** What a server has that is no frontend, or that Pomelo decides about: it knows one by the text 'true'. */
const NOT_MEANT = [undefined, null, false, 0, '', 'false', '0', 'true'];

/** @param {Server} server */
function idOf({ id }) {
  if (typeof id === 'string' || Number.isFinite(id)) return id;
  throw makeError('EINVAL', `the application has a server whose id is a ${typeof id}`);
}

module.exports = Servers;
