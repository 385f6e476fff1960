'use strict';

const { makeError } = require('../error');
const logger = require('../log')(__filename);
const { parse } = require('../options');
const Connection = require('./connection');

/** @typedef {import('./session').Callback} Callback */

/** How long stop(false) lets pending calls finish, in ms. */
const GRACE = 1000;

/**
 * The membership of channels, kept in Redis: one SET for each channel and
 * frontend server, `<prefix>:<channel name>:<sid>`.
 *
 * Every callback is called exactly once, never from inside the call, in the
 * caller's async context, and in the order of the calls. Errors have a `code`;
 * those of arguments and of state come on the next turn, ahead of the others.
 */
class RedisGlobalChannelManager {
  /**
   * @param {any} app
   * @param {any} opts as given to app.use
   */
  constructor(app, opts) {
    const { options, warnings, error } = parse(opts);
    this.exact = new.target === RedisGlobalChannelManager; // what derives from it promises nothing
    this.app = app;
    this.options = options;
    this._error = error;
    this._connection = new Connection(options);
    this._colonAt = '';
    for (const warning of warnings) logger.warn('%s', warning);
  }

  /**
   * Connects, and waits for a Redis that is not there yet.
   *
   * AUTH with a password, SELECT of a db other than 0, CLIENT INFO, UNLINK
   * without a key, PING.
   *
   * @param {Callback} cb (null), or (err): EINVAL an option makes no sense; EREPLY Redis refuses
   *   for good; after startTimeout the reason of the last attempt
   */
  start(cb) {
    if (this._error) setImmediate(cb, this._error);
    else this._connection.open(cb);
  }

  /**
   * @param {boolean} force false: pending calls may finish, for a second at most
   * @param {Callback} cb ()
   */
  stop(force, cb) {
    this._connection.close(force ? 0 : GRACE, cb);
  }

  /**
   * Removes all keys under the prefix: SCAN and UNLINK in turn.
   *
   * @param {Callback} cb (null), () when there was nothing, (err)
   */
  clean(cb) {
    const session = this._connection.session;
    this._answer(session ? session.clean(cb) : NOT_STARTED, cb);
  }

  /**
   * Removes the channel from the frontend servers that are registered now:
   * one UNLINK.
   *
   * @param {any} name
   * @param {Callback} cb (null), () when there is no frontend server, (err)
   */
  destroyChannel(name, cb) {
    const session = this._connection.session;
    const channel = textOf(name);
    const sids = frontends(this.app);
    for (const sid of sids) this._warnOfColon(sid);
    if (channel === undefined) refuse(cb, 'name', name);
    else if (session && sids.length === 0) setImmediate(cb);
    else this._answer(session ? session.destroy(channel, sids, cb) : NOT_STARTED, cb);
  }

  /**
   * One SADD.
   *
   * @param {any} name a string, a finite number or a BigInt, as are uid and sid
   * @param {any} uid
   * @param {any} sid
   * @param {Callback} cb (null), (err)
   */
  add(name, uid, sid, cb) {
    const session = this._connection.session;
    const channel = textOf(name);
    const user = textOf(uid);
    const server = textOf(sid);
    if (channel === undefined) return refuse(cb, 'name', name);
    if (user === undefined) return refuse(cb, 'uid', uid);
    if (server === undefined) return refuse(cb, 'sid', sid);
    if (server !== this._colonAt) this._warnOfColon(server);
    const code = session ? session.add(channel, user, server, cb) : NOT_STARTED;
    if (code !== 0) this._answer(code, cb);
  }

  /**
   * One SREM.
   *
   * @param {any} name
   * @param {any} uid
   * @param {any} sid
   * @param {Callback} cb (null), (err)
   */
  leave(name, uid, sid, cb) {
    const session = this._connection.session;
    const channel = textOf(name);
    const user = textOf(uid);
    const server = textOf(sid);
    if (channel === undefined) return refuse(cb, 'name', name);
    if (user === undefined) return refuse(cb, 'uid', uid);
    if (server === undefined) return refuse(cb, 'sid', sid);
    if (server !== this._colonAt) this._warnOfColon(server);
    const code = session ? session.leave(channel, user, server, cb) : NOT_STARTED;
    if (code !== 0) this._answer(code, cb);
  }

  /**
   * One SMEMBERS.
   *
   * @param {any} name
   * @param {any} sid
   * @param {Callback} cb (null, uids), (err)
   */
  getMembersBySid(name, sid, cb) {
    const session = this._connection.session;
    const channel = textOf(name);
    const server = textOf(sid);
    if (channel === undefined) return refuse(cb, 'name', name);
    if (server === undefined) return refuse(cb, 'sid', sid);
    if (server !== this._colonAt) this._warnOfColon(server);
    this._answer(session ? session.list(channel, server, cb) : NOT_STARTED, cb);
  }

  /**
   * One SMEMBERS for each sid, in one write.
   *
   * @param {any} name
   * @param {any[]} sids
   * @param {Callback} cb (null, lists): for each sid a list of uids, undefined when it has
   *   none, or the Error with which Redis refused it; (err) when nothing could be read
   */
  getMembers(name, sids, cb) {
    const session = this._connection.session;
    const channel = textOf(name);
    if (channel === undefined) return refuse(cb, 'name', name);
    if (!Array.isArray(sids)) return refuse(cb, 'sids', sids, 'a list');
    const servers = sids.map(textOf);
    const bad = servers.indexOf(undefined);
    if (bad >= 0) return refuse(cb, `sids[${bad}]`, sids[bad]);
    if (session && sids.length === 0) return void setImmediate(cb, null, []);
    const texts = /** @type {string[]} */ (servers);
    this._answer(session ? session.lists(channel, texts, cb) : NOT_STARTED, cb);
  }

  /**
   * Tells of a call that was not taken.
   *
   * @param {number} code
   * @param {Callback} cb
   */
  _answer(code, cb) {
    if (code !== 0) setImmediate(cb, this._connection.refusal(code));
  }

  /** The key of `a:b` + `c` is that of `a` + `b:c`. Checks each sid once in a row. */
  /** @param {string} sid */
  _warnOfColon(sid) {
    if (this._warned) return;
    this._colonAt = sid;
    this._warned = sid.includes(':');
    if (!this._warned) return;
    logger.warn('the server id %j has a colon in it: channel names and server ids that ' +
      'differ only in where a colon stands share their members in Redis', sid);
  }
}

/** The code that the addon has for a session that is none. */
const NOT_STARTED = -1;

/**
 * @param {any} value
 * @returns {string | undefined} undefined: it cannot be used
 */
function textOf(value) {
  if (typeof value === 'string') return value;
  const usable = typeof value === 'bigint' || Number.isFinite(value);
  return usable ? String(value) : undefined;
}

/**
 * @param {Callback} cb
 * @param {string} argument
 * @param {any} value
 * @param {string} [expected]
 */
function refuse(cb, argument, value, expected = 'a string, a finite number or a BigInt') {
  const given = value === null || Number.isNaN(value) ? String(value) : typeof value;
  setImmediate(cb, makeError('EINVAL', `${argument}: got ${given}, expected ${expected}`));
}

/** @param {any} app */
function frontends(app) {
  const servers = app.getServers() || {};
  return Object.keys(servers).filter((sid) => app.isFrontend(servers[sid]));
}

module.exports = RedisGlobalChannelManager;
