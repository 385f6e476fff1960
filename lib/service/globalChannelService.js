'use strict';

const Leaver = require('../leaving/leaver');
const { parseOwn } = require('../options');
const Presence = require('../presence/presence');
const answer = require('./answer');
const ExitCode = require('./exitCode');
const { Life, refuse } = require('./life');
const makeManager = require('./managers');
const { isArray } = require('./items');
const { readMembers, readMembersOf, gather, gatherOnce } = require('./members');
const MembershipService = require('./membershipService');
const { Push, PushToMany } = require('./push');

/** @typedef {import('./types').Callback} Callback */

/**
 * What an application gets from `app.get('globalChannelService')`.
 *
 * Every callback is called exactly once and never from inside the call.
 * Without a callback, a call returns a Promise that may be left alone.
 */
class GlobalChannelService extends MembershipService {
  /**
   * @param {import('./types').App} app
   * @param {Record<string, any>} [opts]
   */
  constructor(app, opts) {
    const own = parseOwn(opts);
    const made = makeManager(app, opts, own);
    const error = own.error || made.error;
    super(app, made.exact, own.pushTimeout);
    this.name = '';
    this.manager = made.given;
    /** @type {Leaver | null} whom lib/events tells of sessions */
    this.leaver = own.leaveOnClose && !error ? new Leaver(app, made.given) : null;
    const isPresent = own.leaveOnClose || own.cleanOwnOnStartUp || own.heartbeat > 0;
    this._life = new Life({
      manager: this._manager,
      pushes: this._pushes,
      clean: own.cleanOnStartUp,
      presence: isPresent && !error ? new Presence(app, made.given, this.leaver) : null,
      error,
      onStarted: () => this._open(),
    });
    this.exitCode = new ExitCode();
  }

  /** @param {Callback} [cb] (err) */
  start(cb) {
    return answer('start', cb, (done) => this._life.start(done));
  }

  /**
   * @param {boolean} [force] whether pending calls are failed at once
   * @param {Callback} [cb] ()
   */
  stop(force, cb) {
    this.isStarted = false;
    return answer('stop', cb, (done) => {
      this._life.stop(force, (...args) => {
        this._asks.close();
        done(...args);
      });
    });
  }

  /**
   * @param {any} name
   * @param {any} uid
   * @param {any} sid
   * @param {Callback} [cb] (err)
   * @returns {Promise<any> | void}
   */
  add(name, uid, sid, cb) {
    if (this.isStarted && typeof cb === 'function') this._manager.add(name, uid, sid, cb);
    else return this._call('add', [name, uid, sid], cb);
  }

  /**
   * @param {any} name
   * @param {any} uid
   * @param {any} sid
   * @param {Callback} [cb] (err)
   * @returns {Promise<any> | void}
   */
  leave(name, uid, sid, cb) {
    if (this.isStarted && typeof cb === 'function') this._manager.leave(name, uid, sid, cb);
    else return this._call('leave', [name, uid, sid], cb);
  }

  /**
   * @param {any} name
   * @param {any} sid
   * @param {Callback} [cb] (err, uids)
   * @returns {Promise<any> | void}
   */
  getMembersBySid(name, sid, cb) {
    if (this.isStarted && typeof cb === 'function') this._manager.getMembersBySid(name, sid, cb);
    else return this._call('getMembersBySid', [name, sid], cb);
  }

  /**
   * @param {any} name
   * @param {Callback} [cb] (err)
   */
  destroyChannel(name, cb) {
    return this._call('destroyChannel', [name], cb);
  }

  /**
   * The members on all servers of a type, in the order of the servers; of
   * several channels each once, on each server in the order of the channels.
   *
   * @param {string} stype
   * @param {any} name or a list of names
   * @param {Callback} [cb] (err, uids); one list that cannot be read fails the call
   */
  getMembersByChannelName(stype, name, cb) {
    return answer('getMembersByChannelName', cb, (done) => {
      if (!this.isStarted) return refuse(done);
      const sids = this._servers.idsOf(stype);
      if (isArray(name)) readMembersOf(this._manager, name, sids, gatherOnce(done));
      else readMembers(this._manager, name, sids, gather(done));
    });
  }

  /**
   * Sends a message to all members on the frontend servers of a type: to those
   * of several channels once.
   *
   * @param {string} stype
   * @param {string} route
   * @param {any} msg
   * @param {any} name or a list of names
   * @param {object | Callback} [opts] Pomelo's push options, and `except`: a uid, or a list of uids, who
   *   get nothing; may be left out
   * @param {Callback} [cb] (err, failIds)
   */
  pushMessage(stype, route, msg, name, opts, cb) {
    const callback = typeof cb === 'function' ? cb : opts;
    return answer('pushMessage', callback, (done) => {
      if (!this.isStarted) return refuse(done);
      const to = this._to(stype);
      const what = { route, msg, opts };
      if (isArray(name)) readMembersOf(this._manager, name, to.sids, new PushToMany(to, what, this._pushes, done));
      else readMembers(this._manager, name, to.sids, new Push(to, what, this._pushes, done));
    });
  }

  _open() {
    this._asks.listen();
    this.isStarted = true;
    this.exitCode.takeBack();
  }
}

module.exports = GlobalChannelService;
