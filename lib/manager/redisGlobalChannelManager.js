'use strict';

const { textOf } = require('../ids');
const later = require('../later');
const Membership = require('../membership/membership');
const { refuse, textsOf } = require('../membership/texts');
const { NOT_STARTED } = require('./base');

/** @typedef {import('./session').Callback} Callback */

/**
 * The membership of channels, kept in Redis: one SET for each channel and
 * frontend server, `<prefix>:<channel name>:<sid>`.
 *
 * Every callback is called exactly once, never from inside the call, in the
 * caller's async context, and in the order of the calls. Errors have a `code`;
 * those of arguments and of state come on the next turn, ahead of the others.
 */
class RedisGlobalChannelManager extends Membership {
  /**
   * @param {any} app
   * @param {any} opts as given to app.use
   */
  constructor(app, opts) {
    super(app, opts);
    this.exact = new.target === RedisGlobalChannelManager; // what derives from it promises nothing
  }

  /**
   * Removes the channel from the frontend servers that are registered now:
   * one UNLINK.
   *
   * @param {any} name
   * @param {Callback} cb (null), () when there is no frontend server, (err)
   */
  destroyChannel(name, cb) {
    this._destroy(name, () => frontends(this.app), cb);
  }

  /**
   * One SADD; of lists and with userIndex see `_change`.
   *
   * @param {any} name a string, a finite number, a BigInt, or an object whose class has a text of
   *   its own, as are uid and sid; or a list of them
   * @param {any} uid likewise
   * @param {any} sid
   * @param {Callback} cb (null), (err)
   */
  add(name, uid, sid, cb) {
    const channel = textOf(name);
    const user = textOf(uid);
    const server = textOf(sid);
    if (channel === undefined || user === undefined || server === undefined || this.hasIndex) {
      return this._change('SADD', name, uid, sid, cb);
    }
    this._warnOfColon(server);
    const session = this._connection.session;
    const code = session ? session.add(channel, user, server, cb) : NOT_STARTED;
    if (code !== 0) this._answer(code, cb);
  }

  /**
   * One SREM, likewise.
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
    if (channel === undefined || user === undefined || server === undefined || this.hasIndex) {
      return this._change('SREM', name, uid, sid, cb);
    }
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
    if (session && this._isBusy([channel])) return this._askBehind(session, [channel], cb, (told) => session.list(channel, server, told));
    this._answer(session ? session.list(channel, server, cb) : NOT_STARTED, cb);
  }

  /**
   * One SMEMBERS for each sid, in one write.
   *
   * @param {any} name
   * @param {any[]} sids
   * @param {Callback} cb (null, lists): for each sid a list of uids, undefined when it has
   *   none, or the Error with which Redis refused it; (err) when nothing could be read
   * @param {(lists: any[]) => void} [onSome] in a Cluster, where lists come at different times: those
   *   that have come before the last. Each list is in one of these, or in that of `cb`; the others
   *   have NOT_HERE in its place
   */
  getMembers(name, sids, cb, onSome) {
    const channel = textOf(name);
    if (channel === undefined) return refuse(cb, 'name', name);
    const { texts, wrong } = textsOf('sids', sids);
    if (wrong) return later(cb, () => [wrong]);
    const session = this._connection.session;
    if (session && texts.length === 0) return later(cb, () => [null, []]);
    if (session && this._isBusy([channel])) {
      return this._askBehind(session, [channel], cb, (told, some) => session.lists(channel, texts, told, some), onSome);
    }
    this._answer(session ? session.lists(channel, texts, cb, onSome) : NOT_STARTED, cb);
  }
}

/** @param {any} app */
function frontends(app) {
  const servers = app.getServers() || {};
  return Object.keys(servers).filter((sid) => app.isFrontend(servers[sid]));
}

module.exports = RedisGlobalChannelManager;
