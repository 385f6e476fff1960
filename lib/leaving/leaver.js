'use strict';

const logger = require('../log')(__filename);
const { ONCE } = require('../manager/kinds');
const removeMembers = require('../membership/removal');
const { placesOf } = require('../membership/userIndex');

/** Users that wait at most, and that are taken out at once. */
const MOST = 100000;
const BATCH = 1000;

/** A handler that was still at work may have added the user again: he is looked at once more, in ms. */
const AGAIN = 10000;
/** Whether there is a connection again is looked at so often, in ms. */
const RETRY = 500;

/**
 * Takes users out of all their channels on this frontend when their last session
 * here has gone.
 *
 * @typedef {object} Leaving
 * @property {string} uid
 * @property {Set<string>} names of channels that earlier attempts have read
 * @property {boolean} isSecond it is looked at once more
 */
class Leaver {
  /**
   * @param {any} app
   * @param {any} manager the Redis manager
   */
  constructor(app, manager) {
    this._app = app;
    this._manager = manager;
    /** @type {any} there while it is on */
    this._session = null;
    this._id = '';
    /** @type {Map<any, any>} uid by session: one that is unbound has lost it */
    this._uids = new Map();
    /** @type {Map<string, Leaving>} */
    this._waiting = new Map();
    /** @type {Map<string, number>} when those who have left are looked at again */
    this._later = new Map();
    this._dropped = 0;
    this._isUnderWay = false;
    /** @type {NodeJS.Timeout | null} */
    this._timer = null;
    /** @type {NodeJS.Timeout | null} */
    this._laterTimer = null;
  }

  /**
   * @param {any} session
   * @param {string} id of this server
   */
  begin(session, id) {
    this._session = session;
    this._id = id;
  }

  /** Whatever comes afterwards is not heard. */
  end() {
    this._session = null;
    for (const timer of [this._timer, this._laterTimer]) if (timer) clearTimeout(timer);
    for (const map of [this._uids, this._waiting, this._later]) map.clear();
  }

  /** @param {any} session */
  bound(session) {
    if (!this._session || !isUid(session.uid)) return;
    this._uids.set(session.id, session.uid);
    this._waiting.delete(String(session.uid));
  }

  /** @param {any} session */
  unbound(session) {
    this._left(session, this._uids.get(session.id));
  }

  /** @param {any} session */
  closed(session) {
    this._left(session, isUid(session.uid) ? session.uid : this._uids.get(session.id));
  }

  /** @type {(session: any, uid: any) => void} */
  _left(session, uid) {
    if (!this._session) return;
    this._uids.delete(session.id);
    if (isUid(uid) && !this._isHere(uid)) this._put({ uid: String(uid), names: new Set(), isSecond: false });
  }

  /** @param {any} uid */
  _isHere(uid) {
    const sessions = this._app.get('sessionService').getByUid(uid);
    return Boolean(sessions && sessions.length > 0);
  }

  /** @param {Leaving} leaving */
  _put(leaving) {
    const known = this._waiting.get(leaving.uid);
    if (known) leaving.names.forEach((name) => known.names.add(name));
    else if (this._waiting.size < MOST) this._waiting.set(leaving.uid, leaving);
    else this._drop();
    if (!this._timer) this._wake(0);
  }

  _drop() {
    if (this._dropped++ > 0) return;
    logger.warn('%d users wait to be taken out of their channels, and those who go from now on are dropped: ' +
      'their members stay until the server starts with cleanOwnOnStartUp or stops', this._waiting.size);
  }

  /** @param {number} ms */
  _wake(ms) {
    this._timer = setTimeout(() => {
      this._timer = null;
      this._go();
    }, ms);
    this._timer.unref();
  }

  _go() {
    if (this._isUnderWay || this._waiting.size === 0 || !this._session) return;
    if (!this._session.isConnected) return this._wake(RETRY);
    if (this._dropped > 0) logger.warn('%d users are taken out of their channels now, %d were dropped', this._waiting.size, this._dropped);
    this._dropped = 0;
    /** @type {Leaving[]} */
    const some = [];
    for (const leaving of this._waiting.values()) if (some.push(leaving) === BATCH) break;
    this._isUnderWay = true;
    this._take(some, (err) => {
      this._isUnderWay = false;
      if (this._session && this._waiting.size > 0 && !this._timer) this._wake(err ? RETRY : 0);
    });
  }

  /** @type {(some: Leaving[], over: (err?: any) => void) => void} */
  _take(some, over) {
    const session = this._session;
    const { prefix } = this._manager.options;
    const uids = some.map(({ uid }) => uid);
    this._manager._turns.take(uids, [], false, (/** @type {() => void} */ done) => {
      const end = (/** @type {any} */ err) => {
        done();
        over(err);
      };
      placesOf(session, prefix, uids, [...this._manager.ids(), this._id], (err, places) => {
        if (err || !this._session) return end(err);
        const going = some.filter((leaving, i) => this._goes(leaving, places[i]));
        this._remove(session, going, end);
      });
    });
  }

  /**
   * Whether he is still to go: a bind takes him out of those who wait.
   *
   * @type {(leaving: Leaving, places: any[]) => boolean}
   */
  _goes(leaving, places) {
    for (const { sid, name } of places) if (sid === this._id) leaving.names.add(name);
    if (this._waiting.get(leaving.uid) !== leaving) return false;
    this._waiting.delete(leaving.uid);
    return !this._isHere(leaving.uid);
  }

  /** @type {(session: any, going: Leaving[], end: (err?: any) => void) => void} */
  _remove(session, going, end) {
    /** @type {Map<string, string[]>} users by channel */
    const channels = new Map();
    for (const { uid, names } of going) {
      for (const name of names) {
        const uids = channels.get(name);
        if (uids) uids.push(uid);
        else channels.set(name, [uid]);
      }
    }
    const all = [...channels].map(([name, uids]) => ({ name, sid: this._id, uids }));
    const { prefix } = this._manager.options;
    removeMembers(session, { prefix, hasIndex: true, how: ONCE }, all, (err) => {
      if (!this._session) return end(err);
      for (const leaving of going) {
        if (err && !this._isHere(leaving.uid)) this._put(leaving);
        else if (!err && !leaving.isSecond) this._lookLater(leaving.uid);
      }
      end(err);
    });
  }

  /** @param {string} uid */
  _lookLater(uid) {
    this._later.delete(uid); // the order is that of the times
    if (this._later.size < MOST) this._later.set(uid, Date.now() + AGAIN);
    if (!this._laterTimer) this._sleep(AGAIN);
  }

  /** @param {number} ms */
  _sleep(ms) {
    this._laterTimer = setTimeout(() => {
      const now = Date.now();
      this._laterTimer = null;
      for (const [uid, at] of this._later) {
        if (at > now) return this._sleep(at - now);
        this._later.delete(uid);
        if (!this._isHere(uid)) this._put({ uid, names: new Set(), isSecond: true });
      }
    }, ms);
    this._laterTimer.unref();
  }
}

/** @param {any} uid */
function isUid(uid) {
  return uid !== undefined && uid !== null;
}

module.exports = Leaver;
