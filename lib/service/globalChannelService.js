'use strict';

const { parseOwn } = require('../options');
const answer = require('./answer');
const Asks = require('./asks');
const Calls = require('./calls');
const { Life, refuse } = require('./life');
const { createManager, checkManager, isExact, callManager } = require('./managers');
const { readMembers } = require('./members');
const Push = require('./push');

/** @typedef {import('./types').Callback} Callback */

/**
 * What an application gets from `app.get('globalChannelService')`.
 *
 * Every callback is called exactly once and never from inside the call.
 * Without a callback, a call returns a Promise that may be left alone.
 */
class GlobalChannelService {
  /**
   * @param {import('./types').App} app
   * @param {Record<string, any>} [opts]
   */
  constructor(app, opts) {
    const { pushTimeout, cleanOnStartUp, channelManager, error } = parseOwn(opts);
    this.name = '';
    this.app = app;
    this.manager = createManager(app, opts, channelManager);
    this._exact = isExact(this.manager);
    this._pending = new Calls();
    this._asks = new Asks(app, pushTimeout);
    this._life = new Life(this._pending, {
      manager: this.manager,
      exact: this._exact,
      clean: cleanOnStartUp,
      error: error || checkManager(this.manager, cleanOnStartUp),
    });
    /** @type {import('./members').Ask} */
    this._ask = (method, args, cb) => this._askManager(method, args, cb);
    /** Whether a call may go straight to the manager. */
    this._direct = false;
  }

  /** @param {Callback} [cb] (err) */
  start(cb) {
    return answer('start', cb, (done) => {
      this._life.start((err) => {
        if (!err) this._open();
        done(err);
      });
    });
  }

  /**
   * @param {boolean} [force] whether pending calls are failed at once
   * @param {Callback} [cb] ()
   */
  stop(force, cb) {
    this._direct = false;
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
    if (this._direct && typeof cb === 'function') this.manager.add(name, uid, sid, cb);
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
    if (this._direct && typeof cb === 'function') this.manager.leave(name, uid, sid, cb);
    else return this._call('leave', [name, uid, sid], cb);
  }

  /**
   * @param {any} name
   * @param {any} sid
   * @param {Callback} [cb] (err, uids)
   * @returns {Promise<any> | void}
   */
  getMembersBySid(name, sid, cb) {
    if (this._direct && typeof cb === 'function') this.manager.getMembersBySid(name, sid, cb);
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
   * The members on all servers of a type, in the order of the servers.
   *
   * @param {string} stype
   * @param {any} name
   * @param {Callback} [cb] (err, uids); one list that cannot be read fails the call
   */
  getMembersByChannelName(stype, name, cb) {
    return answer('getMembersByChannelName', cb, (done) => {
      if (!this._life.isStarted()) return refuse(done);
      const sids = serversOf(this.app, stype).map((server) => server.id);
      readMembers(this.manager, this._ask, name, sids, gather(done));
    });
  }

  /**
   * Sends a message to all members on the frontend servers of a type.
   *
   * @param {string} stype
   * @param {string} route
   * @param {any} msg
   * @param {any} name
   * @param {object | Callback} [opts] Pomelo's push options; may be left out
   * @param {Callback} [cb] (err, failIds)
   */
  pushMessage(stype, route, msg, name, opts, cb) {
    const callback = typeof cb === 'function' ? cb : opts;
    return answer('pushMessage', callback, (done) => {
      if (!this._life.isStarted()) return refuse(done);
      const sids = frontendsOf(this.app, stype);
      const to = { app: this.app, asks: this._asks, stype, sids };
      const call = { calls: this._pending, done: this._pending.add(done), exact: this._exact };
      const push = new Push(to, { route, msg, opts }, call);
      readMembers(this.manager, this._ask, name, sids, push);
    });
  }

  _open() {
    this._asks.listen();
    this._direct = this._exact;
  }

  /**
   * @param {string} method
   * @param {unknown[]} args
   * @param {unknown} cb
   */
  _call(method, args, cb) {
    return answer(method, cb, (done) => {
      if (this._life.isStarted()) this._askManager(method, args, done);
      else refuse(done);
    });
  }

  /**
   * @param {string} method
   * @param {unknown[]} args
   * @param {Callback} cb
   */
  _askManager(method, args, cb) {
    const manager = /** @type {any} */ (this.manager);
    if (this._exact) manager[method](...args, cb);
    else callManager(manager, method, args, this._pending.add(cb));
  }
}

/**
 * @param {import('./types').App} app
 * @param {string} stype
 */
function serversOf(app, stype) {
  // Pomelo keeps them in a plain object, in which '__proto__' is one.
  const servers = app.getServersByType(stype);
  return Array.isArray(servers) ? servers : [];
}

/**
 * The ids as they are now: Pomelo's array changes while a push is under way.
 *
 * @param {import('./types').App} app
 * @param {string} stype
 */
function frontendsOf(app, stype) {
  const sids = [];
  for (const server of serversOf(app, stype)) {
    if (app.isFrontend ? app.isFrontend(server) : true) sids.push(server.id);
  }
  return sids;
}

/**
 * Receives the members of all servers and calls back with one list. Nothing
 * that was made before the members came holds them: it would be old for the
 * garbage collector, and keep them until its next full collection.
 *
 * @param {Callback} done
 * @returns {import('./members').Receiver}
 */
function gather(done) {
  /** @type {any[][] | null} */
  let lists = null;
  /** @type {any} */
  let failure = null;
  return {
    members(index, err, uids) {
      failure = failure || err;
      lists ||= [];
      lists[index] = uids;
    },
    end() {
      const all = join(lists || []);
      lists = null;
      if (failure) done(failure, null);
      else done(null, all);
    },
    refused: (err) => done(err, null),
  };
}

/**
 * `flat` would do, and takes some hundred times longer.
 *
 * @param {any[][]} lists
 * @returns {any[]}
 */
function join(lists) {
  return /** @type {any[]} */ ([]).concat(...lists);
}

module.exports = GlobalChannelService;
