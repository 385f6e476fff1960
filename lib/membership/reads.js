'use strict';

const { textOf } = require('../ids');
const later = require('../later');
const { NOT_STARTED } = require('../manager/base');
const { READ } = require('../manager/kinds');
const listChannels = require('./channels');
const { countAll, findIn } = require('./counts');
const { memberKey } = require('./keys');
const Ordered = require('./ordered');
const { textsOf, refuse } = require('./texts');

/** @typedef {import('../manager/session').Callback} Callback */

/** What Redis is asked about channels beside the members of a single one. */
class Reads extends Ordered {
  /**
   * The members of several channels: one SMEMBERS for each sid and name, in one
   * write.
   *
   * @param {any} names a list
   * @param {any} sids a list
   * @param {Callback} cb (null, lists): for each sid, and there for each name, a list of uids, undefined
   *   when it has none, or the Error with which Redis refused it; (err) when nothing could be read
   * @param {(lists: any[]) => void} [onSome] as of getMembers
   */
  getMembersOf(names, sids, cb, onSome) {
    const channels = textsOf('names', names);
    if (channels.wrong) return later(cb, () => [channels.wrong]);
    const ask = (/** @type {any} */ session, /** @type {string[]} */ keys, /** @type {Callback} */ told, /** @type {Callback} */ some) => {
      return session.run(READ, keys.map((key) => ['SMEMBERS', key]), told, some);
    };
    this._askEach(sids, channels.texts, cb, ask, onSome);
  }

  /**
   * How many members a channel has: one SCARD for each sid, in one write.
   *
   * @param {any} name
   * @param {any} sids a list
   * @param {Callback} cb (null, counts): for each sid a number, or the Error with which Redis refused it; (err)
   */
  getCounts(name, sids, cb) {
    const channel = textOf(name);
    if (channel === undefined) return refuse(cb, 'name', name);
    this._askEach(sids, [channel], cb, (session, keys, told) => countAll(session, keys, told));
  }

  /**
   * Whether a user is in a channel: one SISMEMBER for each sid, in one write.
   *
   * @param {any} name
   * @param {any} uid
   * @param {any} sids a list
   * @param {Callback} cb (null, answers): for each sid true, false, or the Error with which Redis refused it; (err)
   */
  areMembers(name, uid, sids, cb) {
    const channel = textOf(name);
    const user = textOf(uid);
    if (channel === undefined) return refuse(cb, 'name', name);
    if (user === undefined) return refuse(cb, 'uid', uid);
    this._askEach(sids, [channel], cb, (session, keys, told) => findIn(session, keys, user, told));
  }

  /**
   * One SCARD.
   *
   * @param {any} name
   * @param {any} sid
   * @param {Callback} cb (null, number), (err)
   */
  getCountBySid(name, sid, cb) {
    this._askOne(sid, cb, (sids, first) => this.getCounts(name, sids, first));
  }

  /**
   * One SISMEMBER.
   *
   * @param {any} name
   * @param {any} uid
   * @param {any} sid
   * @param {Callback} cb (null, boolean), (err)
   */
  isMemberBySid(name, uid, sid, cb) {
    this._askOne(sid, cb, (sids, first) => this.areMembers(name, uid, sids, first));
  }

  /**
   * SCAN in steps over all keys, and SCARD for those under the prefix.
   *
   * @param {Callback} cb (null, [{ name, count, sids: { sid: count } }]), sorted by name; (err)
   */
  getChannels(cb) {
    const session = this._connection.session;
    const { prefix } = this.options;
    this._answer(session ? listChannels(session, prefix, () => this.ids(), cb) : NOT_STARTED, cb);
  }

  /**
   * @param {any} sids
   * @param {string[]} names
   * @param {Callback} cb
   * @param {(session: any, keys: string[], told: Callback, some?: any) => number} ask about each sid, and there each name
   * @param {Callback} [onSome]
   */
  _askEach(sids, names, cb, ask, onSome) {
    const servers = textsOf('sids', sids);
    if (servers.wrong) return later(cb, () => [servers.wrong]);
    servers.texts.forEach((sid) => this._warnOfColon(sid));
    const session = this._connection.session;
    const { prefix } = this.options;
    /** @type {string[]} */
    const keys = [];
    for (const sid of servers.texts) for (const name of names) keys.push(memberKey(prefix, name, sid));
    if (!session) return this._answer(NOT_STARTED, cb);
    if (keys.length === 0) return later(cb, () => [null, []]);
    if (this._isBusy(names)) return this._askBehind(session, names, cb, (told, some) => ask(session, keys, told, some), onSome);
    this._answer(ask(session, keys, cb, onSome), cb);
  }

  /**
   * @param {any} sid
   * @param {Callback} cb
   * @param {(sids: string[], first: Callback) => void} ask
   */
  _askOne(sid, cb, ask) {
    const server = textOf(sid);
    if (server === undefined) return refuse(cb, 'sid', sid);
    ask([server], (err, answers) => {
      const failure = err || answers[0] instanceof Error && answers[0];
      if (failure) cb(failure);
      else cb(null, answers[0]);
    });
  }
}

module.exports = Reads;
