'use strict';

const { randomBytes } = require('crypto');
const { READ, ONCE } = require('../manager/kinds');
const { sidKey, sidsKey } = require('../membership/keys');
const Complaint = require('./complaint');

/** So many beats may be missing before a server counts as gone. */
const MISSED = 3;

/**
 * Tells the others that this frontend is alive, again and again: a key that
 * expires, and a place in the set of those who have ever beaten. A beat that
 * cannot be sent is not sent later; the next one comes.
 *
 * @typedef {import('../manager/session').Callback} Callback
 */
class Heartbeat {
  /**
   * @param {any} session
   * @param {string} prefix
   * @param {string} id of this server
   * @param {number} seconds between two beats
   * @param {() => void} onRemoved somebody has taken this server for gone
   */
  constructor(session, prefix, id, seconds, onRemoved) {
    this._session = session;
    this._keys = { sid: sidKey(prefix, id), sids: sidsKey(prefix) };
    this._id = id;
    this._ms = seconds * 1000;
    this._token = randomBytes(8).toString('hex');
    this._onRemoved = onRemoved;
    this._complaint = new Complaint('Redis does not take that this server is alive');
    this._isUnderWay = false;
    this._isStopped = false;
    /** @type {NodeJS.Timeout | null} */
    this._timer = null;
  }

  /** @param {Callback} cb (null) after the first beat, (err), later */
  start(cb) {
    // What waits for the start may be sent again.
    this._beat(READ, (err) => {
      if (err || this._isStopped) return cb(err);
      this._timer = setInterval(() => this._again(), this._ms);
      this._timer.unref();
      cb(null);
    });
  }

  /** It beats no more; the key stays until it expires. */
  end() {
    if (this._timer) clearInterval(this._timer);
    this._timer = null;
    this._isStopped = true;
  }

  /** @param {Callback} cb (null), (err), later: the key is gone; the place in the set stays, for those who look there */
  stop(cb) {
    this.end();
    const code = this._session.run(ONCE, [['DEL', this._keys.sid]], (/** @type {any} */ err) => cb(err || null));
    if (code !== 0) setImmediate(cb, this._session.refusal(code));
  }

  _again() {
    if (this._isUnderWay) return;
    this._beat(ONCE, (err, isNew) => {
      if (!this._timer) return;
      if (err) this._complaint.note(err);
      if (isNew) this._onRemoved();
    });
  }

  /** @type {(how: number, cb: (err: any, isNew?: boolean) => void) => void} isNew: the set did not have this server */
  _beat(how, cb) {
    const { sid, sids } = this._keys;
    const life = String(Math.max(1, Math.round(MISSED * this._ms)));
    this._isUnderWay = true;
    const commands = [['SET', sid, this._token, 'PX', life], ['SADD', sids, this._id]];
    const code = this._session.run(how, commands, (/** @type {any} */ err, /** @type {any[]} */ answers) => {
      this._isUnderWay = false;
      const failure = err || answers.find((answer) => answer instanceof Error) || null;
      cb(failure, !err && answers[1][0] === '1');
    });
    if (code === 0) return;
    this._isUnderWay = false;
    setImmediate(cb, this._session.refusal(code));
  }
}

Heartbeat.MISSED = MISSED;

module.exports = Heartbeat;
