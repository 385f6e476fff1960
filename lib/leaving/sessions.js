'use strict';

const { textOf } = require('../ids');

/**
 * The sessions of one frontend, as Pomelo has them: those of a user are found by
 * the text of his uid.
 *
 * @typedef {{ uid?: any }} Session
 */
class Sessions {
  /** @param {any} app */
  constructor(app) {
    this._app = app;
    /** @type {WeakMap<Session, string>} whose each is */
    this._uids = new WeakMap();
  }

  /** Those that were bound before anybody listened. */
  begin() {
    const service = this._service();
    if (service && service.forEachBindedSession) service.forEachBindedSession((/** @type {Session} */ session) => this.bound(session));
  }

  /**
   * @param {Session} session
   * @returns {string | undefined} whose it was before, when it was another's: Pomelo binds one anew whose uid is 0
   */
  bound(session) {
    const uid = textOf(session.uid);
    const before = this._uids.get(session);
    if (uid !== undefined) this._uids.set(session, uid);
    return before === uid ? undefined : before;
  }

  /**
   * @param {Session} session
   * @returns {string | undefined} whose it is
   */
  uidOf(session) {
    return this._uids.get(session);
  }

  /**
   * @param {Session} session is unbound, and no longer knows whose it was
   * @returns {string | undefined} whose it was
   */
  unbound(session) {
    const uid = this._uids.get(session);
    this._uids.delete(session);
    return uid;
  }

  /**
   * @param {Session} session is closed; not the one that was bound, but Pomelo's copy of it for handlers
   * @returns {string | undefined} whose it was
   */
  closed(session) {
    return textOf(session.uid);
  }

  /**
   * @param {string} uid
   * @returns {boolean} whether the user has a session here
   */
  has(uid) {
    const service = this._service();
    const sessions = service && service.getByUid(uid);
    return Array.isArray(sessions) && sessions.some((session) => textOf(session.uid) === uid);
  }

  _service() {
    return this._app.get('sessionService');
  }
}

module.exports = Sessions;
