'use strict';

const Attempt = require('./attempt');
const Looks = require('./looks');
const Sessions = require('./sessions');
const Waiting = require('./waiting');
const Watch = require('./watch');

/** So many users are taken out of their channels in one write. */
const MOST = 1000;

/** Without a connection, or after a failure, it is tried again after this, in ms. */
const PAUSE = 1000;

/**
 * Takes users of this frontend out of their channels when their last session here
 * has ended: those of one turn together, and while some are under way the others
 * wait. Ten seconds later each is looked at once more.
 *
 * @typedef {import('./sessions').Session} Session
 */
class Leaver {
  /**
   * @param {any} app
   * @param {any} manager that of Redis
   */
  constructor(app, manager) {
    this._manager = manager;
    /** @type {any} from begin to end */
    this._link = null;
    this._sid = '';
    this._sessions = new Sessions(app);
    this._waiting = new Waiting();
    this._looks = new Looks((uids) => this._lookAt(uids));
    this._watch = new Watch(this._waiting);
    /** How many are taken at once: fewer when the queue has no room for more. */
    this._count = MOST;
    this._isBusy = false;
    /** @type {NodeJS.Timeout | null} the process does not wait for it */
    this._pause = null;
  }

  /**
   * From now on it is told of sessions: on a frontend.
   *
   * @param {any} session of the manager
   * @param {string} id of this server
   */
  begin(session, id) {
    this._link = session;
    this._sid = id;
    this._sessions.begin();
  }

  /** Nobody leaves by himself any more, and no line is logged. */
  end() {
    this._link = null;
    if (this._pause) clearTimeout(this._pause);
    this._looks.end();
    this._waiting.clear();
  }

  /** @param {Session} session */
  bound(session) {
    if (!this._link) return;
    const before = this._sessions.bound(session);
    const uid = this._sessions.uidOf(session);
    if (before !== undefined) this._left(before);
    if (uid === undefined) return;
    this._waiting.stop(uid);
    this._looks.stop(uid);
  }

  /** @param {Session} session */
  unbound(session) {
    this._left(this._sessions.unbound(session));
  }

  /** @param {Session} session */
  closed(session) {
    this._left(this._sessions.closed(session));
  }

  /** @param {string | undefined} uid */
  _left(uid) {
    if (!this._link || uid === undefined || this._sessions.has(uid)) return;
    this._looks.stop(uid);
    this._waiting.add(uid);
    this._go();
  }

  /** @param {string[]} uids */
  _lookAt(uids) {
    for (const uid of uids) this._waiting.add(uid, true);
    this._go();
  }

  /** Everybody who leaves in this turn comes along. */
  _go() {
    if (this._isBusy || this._pause || this._waiting.size === 0) return;
    this._isBusy = true;
    setImmediate(() => this._try());
  }

  /** In turn: calls that were made before, and are behind others, come first. */
  _try() {
    if (!this._link) return;
    if (!this._link.isConnected) return this._rest();
    const some = this._waiting.take(this._count);
    this._manager._turns.take(some.map(({ uid }) => uid), [], false, (/** @type {() => void} */ over) => {
      if (!this._link) return over();
      new Attempt(this._where(), some, (outcome) => {
        over();
        if (this._link) this._tried(outcome);
      }).begin();
    });
  }

  /** @returns {import('./attempt').Where} */
  _where() {
    const { options: { prefix } } = this._manager;
    const ids = this._manager.ids().concat(this._sid);
    return { session: this._link, prefix, sid: this._sid, ids, isBack: (uid) => this._sessions.has(uid) };
  }

  /** @param {import('./attempt').Outcome} outcome */
  _tried({ gone, again, failure, refused, refusal }) {
    for (const { uid, isSecond } of gone) if (!isSecond && !this._sessions.has(uid)) this._looks.add(uid);
    for (const leaving of again) this._waiting.putBack(leaving);
    if (refused > 0) this._watch.refused(refused, refusal);
    const isTooMuch = failure && failure.code === 'EQUEUEFULL' && this._count > 1;
    this._count = isTooMuch ? Math.ceil(this._count / 2) : Math.min(this._count * 2, MOST);
    if (failure && !isTooMuch) return this._rest();
    this._isBusy = false;
    this._watch.worked();
    this._go();
  }

  /** Until the next attempt. */
  _rest() {
    this._isBusy = false;
    this._pause = setTimeout(() => {
      this._pause = null;
      this._watch.rested();
      this._go();
    }, PAUSE).unref();
  }
}

module.exports = Leaver;
