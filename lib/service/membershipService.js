'use strict';

const { makeError } = require('../error');
const EVERYWHERE = require('../membership/everywhere');
const answer = require('./answer');
const Asks = require('./asks');
const { Calls } = require('./calls');
const { textsOf } = require('./items');
const { refuse } = require('./life');
const { locate, PushByUids } = require('./pushByUids');
const Servers = require('./servers');
const { sum, isAnywhere, whereTrue } = require('./totals');

/** @typedef {import('./types').Callback} Callback */

/**
 * Counting, asking who is where, and the user's own index: what a service does
 * beside the calls that every game makes all the time. Each is answered by a
 * callback or, without one, by a Promise of the second value.
 *
 * Its errors: ESTATE not started, or without the option userIndex where it is
 * needed; EINVAL an argument makes no sense; ENOTSUP an application's own manager
 * cannot do it; and what can happen to every command to Redis.
 */
class MembershipService {
  /**
   * @param {import('./types').App} app
   * @param {any} manager one that keeps the promises about callbacks
   * @param {number} pushTimeout
   */
  constructor(app, manager, pushTimeout) {
    this.app = app;
    this._manager = manager;
    this._servers = new Servers(app);
    this._asks = new Asks(app, pushTimeout);
    this._pushes = new Calls();
    this.isStarted = false;
  }

  /**
   * How many members a channel has on one server: one SCARD.
   *
   * @param {any} name
   * @param {any} sid
   * @param {Callback} [cb] (null, number), (err)
   */
  getCountBySid(name, sid, cb) {
    return this._call('getCountBySid', [name, sid], cb);
  }

  /**
   * How many members a channel has on all servers of a type: one SCARD each, in
   * one write. Who is on two servers counts twice.
   *
   * @param {string} stype
   * @param {any} name
   * @param {Callback} [cb] (null, number), (err); one server that cannot be asked fails the call
   */
  getCountByChannelName(stype, name, cb) {
    return this._run('getCountByChannelName', cb, 'getCounts', (done) => {
      this._manager.getCounts(name, this._servers.idsOf(stype), sum(done));
    });
  }

  /**
   * Whether a user is in a channel on any server of a type: one SISMEMBER each,
   * in one write.
   *
   * @param {string} stype
   * @param {any} name
   * @param {any} uid
   * @param {Callback} [cb] (null, boolean), (err) when he was not found and a server cannot be asked
   */
  isMember(stype, name, uid, cb) {
    return this._run('isMember', cb, 'areMembers', (done) => {
      this._manager.areMembers(name, uid, this._servers.idsOf(stype), isAnywhere(done));
    });
  }

  /**
   * On which servers of a type a user is in a channel: one SISMEMBER each, in
   * one write.
   *
   * @param {string} stype
   * @param {any} name
   * @param {any} uid
   * @param {Callback} [cb] (null, [sid]) in the order of the servers, (err)
   */
  getSidsOfMember(stype, name, uid, cb) {
    return this._run('getSidsOfMember', cb, 'areMembers', (done) => {
      const sids = this._servers.idsOf(stype);
      this._manager.areMembers(name, uid, sids, whereTrue(sids, done));
    });
  }

  /**
   * All channels there are: SCAN in steps over the whole database, and one SCARD
   * for each key under the prefix. For dashboards and tools, not for every login.
   *
   * @param {Callback} [cb] (null, [{ name, count, sids: { sid: count } }]) by name, (err)
   */
  getChannels(cb) {
    return this._call('getChannels', [], cb);
  }

  /**
   * Takes a user out of all channels: of one server, or of all. Needs the option
   * userIndex. One SMEMBERS of his index, one SREM for each channel and one or
   * more for the index.
   *
   * @param {any} uid or a list of uids
   * @param {...any} rest [sid], [cb] (null, names) each name once, in no order; (err). A sid that is
   *   given is one, also when it is undefined: EINVAL
   */
  leaveAll(uid, ...rest) {
    const [sid, cb] = rest;
    if (typeof cb === 'function') return this._call('leaveAll', [uid, sid], cb);
    const isGiven = rest.length > 0 && typeof sid !== 'function';
    return isGiven ? this._call('leaveAll', [uid, sid], null) : this._call('leaveAll', [uid, EVERYWHERE], sid);
  }

  /**
   * The channels that a user is in. Needs the option userIndex. One SMEMBERS for
   * each user, in one write.
   *
   * @param {any} uid or a list of uids
   * @param {Callback} [cb] (null, { sid: [name] }), of a list (null, { uid: { sid: [name] } }); (err)
   */
  getChannelsByUid(uid, cb) {
    return this._call('getChannelsByUid', [uid], cb);
  }

  /**
   * The servers on which a user is in any channel. Needs the option userIndex.
   * One SMEMBERS for each user, in one write.
   *
   * @param {any} uid or a list of uids
   * @param {Callback} [cb] (null, [sid]), of a list (null, { uid: [sid] }); (err)
   */
  getSidsByUid(uid, cb) {
    return this._call('getSidsByUid', [uid], cb);
  }

  /**
   * Adds to the index what is missing in it: SCAN in steps, SSCAN in steps for
   * each key under the prefix, SADD. Needs the option userIndex.
   *
   * @param {Callback} [cb] (null, number) of entries added; (err)
   */
  reindex(cb) {
    return this._call('reindex', [], cb);
  }

  /**
   * Sends a message to users, wherever they are on the frontend servers of a
   * type. With the option userIndex: one SMEMBERS for each user, in one write,
   * and one rpc to each frontend that has some of them; without it one rpc to
   * every frontend, with all of them.
   *
   * @param {string} stype
   * @param {string} route
   * @param {any} msg
   * @param {any} uids or a single uid
   * @param {object | Callback} [opts] Pomelo's push options, and `except`; may be left out
   * @param {Callback} [cb] (null, failIds) whom no frontend has reached; (err): EPUSH when all have failed
   */
  pushMessageByUids(stype, route, msg, uids, opts, cb) {
    const callback = typeof cb === 'function' ? cb : opts;
    return answer('pushMessageByUids', callback, (done) => {
      if (!this.isStarted) return refuse(done);
      const to = this._to(stype);
      const push = new PushByUids(to, { route, msg, opts }, this._pushes, done, textsOf(uids, 'uids'));
      locate(this._manager, push.uids, to.sids, push);
    });
  }

  /** @param {string} stype */
  _to(stype) {
    return { servers: this._servers, asks: this._asks, stype, sids: this._servers.frontendsOf(stype) };
  }

  /**
   * @param {string} method
   * @param {unknown[]} args
   * @param {unknown} cb
   */
  _call(method, args, cb) {
    return this._run(method, cb, method, (done) => this._manager[method](...args, done));
  }

  /**
   * @param {string} method
   * @param {unknown} cb
   * @param {string} needed what of the manager is called
   * @param {(done: Callback) => void} run
   */
  _run(method, cb, needed, run) {
    return answer(method, cb, (done) => {
      if (!this.isStarted) return refuse(done);
      if (typeof this._manager[needed] !== 'function') throw lacking(method, needed);
      run(done);
    });
  }
}

/** @type {(method: string, needed: string) => Error} */
function lacking(method, needed) {
  return makeError('ENOTSUP', `${method}: the channelManager lacks ${needed}, for which only the plugin's own manager is asked`);
}

module.exports = MembershipService;
