'use strict';

const { makeError } = require('../error');
const { textOf } = require('../ids');
const logger = require('../log')(__filename);
const { parse } = require('../options');
const Connection = require('./connection');
const later = require('../later');

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
    const { options, warnings, error } = parse(opts, baseOf(app));
    this.exact = new.target === RedisGlobalChannelManager; // what derives from it promises nothing
    this.app = app;
    this.options = options;
    this._error = error;
    this._connection = new Connection(options);
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
    if (this._error) later(cb, () => [this._error]);
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
    const channel = textOf(name);
    if (channel === undefined) return refuse(cb, 'name', name);
    let sids;
    try {
      sids = frontends(this.app);
    } catch (cause) {
      const error = makeError('ESTATE', 'the application does not tell its servers', { cause });
      return later(cb, () => [error]);
    }
    for (const sid of sids) this._warnOfColon(sid);
    const session = this._connection.session;
    if (session && sids.length === 0) later(cb, () => []);
    else this._answer(session ? session.destroy(channel, sids, cb) : NOT_STARTED, cb);
  }

  /**
   * One SADD.
   *
   * @param {any} name a string, a finite number, a BigInt, or an object whose class has a text of
   *   its own, as are uid and sid
   * @param {any} uid
   * @param {any} sid
   * @param {Callback} cb (null), (err)
   */
  add(name, uid, sid, cb) {
    const channel = textOf(name);
    const user = textOf(uid);
    const server = textOf(sid);
    if (channel === undefined) return refuse(cb, 'name', name);
    if (user === undefined) return refuse(cb, 'uid', uid);
    if (server === undefined) return refuse(cb, 'sid', sid);
    this._warnOfColon(server);
    const session = this._connection.session;
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
    const channel = textOf(name);
    const user = textOf(uid);
    const server = textOf(sid);
    if (channel === undefined) return refuse(cb, 'name', name);
    if (user === undefined) return refuse(cb, 'uid', uid);
    if (server === undefined) return refuse(cb, 'sid', sid);
    this._warnOfColon(server);
    const session = this._connection.session;
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
    const channel = textOf(name);
    const server = textOf(sid);
    if (channel === undefined) return refuse(cb, 'name', name);
    if (server === undefined) return refuse(cb, 'sid', sid);
    this._warnOfColon(server);
    const session = this._connection.session;
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
    const channel = textOf(name);
    if (channel === undefined) return refuse(cb, 'name', name);
    const { texts, wrong } = textsOf(sids);
    if (wrong) return later(cb, () => [wrong]);
    const session = this._connection.session;
    if (session && texts.length === 0) later(cb, () => [null, []]);
    else this._answer(session ? session.lists(channel, texts, cb) : NOT_STARTED, cb);
  }

  /**
   * Tells of a call that was not taken.
   *
   * @param {number} code
   * @param {Callback} cb
   */
  _answer(code, cb) {
    if (code !== 0) later(cb, this._connection.refusal(code));
  }

  /**
   * The key of `a:b` + `c` is that of `a` + `b:c`.
   *
   * @param {string} sid
   */
  _warnOfColon(sid) {
    if (this._warned || !sid.includes(':')) return;
    this._warned = true;
    logger.warn('the server id %j has a colon in it: channel names and server ids that ' +
      'differ only in where a colon stands share their members in Redis', sid);
  }
}

/** The code that the addon has for a session that is none. */
const NOT_STARTED = -1;

/** @param {any} sids */
function textsOf(sids) {
  /** @type {string[]} */
  const texts = [];
  try {
    if (!Array.isArray(sids)) return { texts, wrong: wrong('sids', sids, 'a list') };
    for (let i = 0; i < sids.length; i++) {
      const sid = sids[i];
      const text = textOf(sid);
      if (text === undefined) return { texts, wrong: wrong(`sids[${i}]`, sid) };
      texts.push(text);
    }
    return { texts };
  } catch (cause) {
    // A list of its own kind, which throws when it is read.
    return { texts, wrong: makeError('EINVAL', `sids[${texts.length}]: cannot be read`, { cause }) };
  }
}

/** @type {(cb: Callback, argument: string, value: any) => void} */
function refuse(cb, argument, value) {
  const error = wrong(argument, value);
  later(cb, () => [error]);
}

/** What can be used as a name, uid or sid. */
const ID = 'a string, a finite number, a BigInt, or an object whose class has a text of its own';

/** @type {(argument: string, value: any, expected?: string) => Error} */
function wrong(argument, value, expected = ID) {
  const given = value === null || Number.isNaN(value) ? String(value) : typeof value;
  return makeError('EINVAL', `${argument}: got ${given}, expected ${expected}`);
}

/** @param {any} app @returns {string | undefined} the current folder */
function baseOf(app) {
  try {
    return app.getBase();
  } catch {
    return undefined; // not Pomelo's application, or a broken one, which the calls will tell
  }
}

/** @param {any} app */
function frontends(app) {
  const servers = app.getServers() || {};
  return Object.keys(servers).filter((sid) => app.isFrontend(servers[sid]));
}

module.exports = RedisGlobalChannelManager;
