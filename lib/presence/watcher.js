'use strict';

const { plainError } = require('../error');
const logger = require('../log')(__filename);
const { ONCE } = require('../manager/kinds');
const { lockKey, sidKey, sidsKey } = require('../membership/keys');
const Complaint = require('./complaint');
const { MISSED } = require('./heartbeat');
const sweep = require('./sweep');

/** What Pomelo tells when servers have gone. */
const GONE = ['remove_servers', 'replace_servers'];

/**
 * Looks for frontends that have gone and left their members behind. Who is neither
 * registered with Pomelo nor alive in Redis, twice with some time between, is
 * cleaned up behind. Who is registered, and has no key both times, does not beat any
 * more; after an outage of Redis the keys of all are missing until their next beat.
 */
class Watcher {
  /**
   * @param {any} app
   * @param {any} manager
   * @param {any} session
   * @param {number} seconds between two beats
   */
  constructor(app, manager, session, seconds) {
    this._app = app;
    this._manager = manager;
    this._session = session;
    this._prefix = manager.options.prefix;
    this._beat = seconds * 1000;
    this._expiry = this._beat * MISSED;
    /** @type {Map<string, NodeJS.Timeout | null>} those that are suspected; null: the second look is under way */
    this._suspects = new Map();
    /** @type {NodeJS.Timeout | null} */
    this._timer = null;
    this._isLooking = false;
    /** Whether somebody wants to look while that is under way: what Pomelo told meanwhile is looked at behind it. */
    this._isWanted = false;
    this._complaint = new Complaint('looking for servers that have gone failed');
    this._look = this._look.bind(this);
  }

  start() {
    this._timer = setInterval(this._look, this._expiry);
    this._timer.unref();
    if (this._app.event) for (const name of GONE) this._app.event.on(name, this._look);
    this._look();
  }

  stop() {
    if (this._timer) clearInterval(this._timer);
    this._timer = null;
    if (this._app.event) for (const name of GONE) this._app.event.removeListener(name, this._look);
    for (const timer of this._suspects.values()) if (timer) clearTimeout(timer);
    this._suspects.clear();
  }

  _look() {
    this._isWanted = this._isLooking;
    if (this._isLooking || !this._timer) return;
    this._isLooking = true;
    this._ask([['SMEMBERS', sidsKey(this._prefix)]], (err, answers) => {
      const isWanted = this._isWanted;
      this._isLooking = false;
      if (err || !this._timer) this._note(err);
      else this._looked(answers[0] || []);
      if (isWanted) this._look();
    });
  }

  /** @param {string[]} ids of those who have beaten */
  _looked(ids) {
    for (const id of ids) if (!this._isRegistered(id)) this._suspect(id);
    this._lookForKeys(ids.filter((id) => this._isRegistered(id)));
  }

  /** @param {string[]} ids of those that are registered */
  _lookForKeys(ids) {
    if (ids.length === 0) return;
    this._ask(ids.map((id) => ['EXISTS', sidKey(this._prefix, id)]), (err, answers) => {
      if (err || !this._timer) return this._note(err);
      ids.filter((_, i) => answers[i][0] === '0').forEach((id) => this._suspect(id));
    });
  }

  /** @param {string} id of one that is not registered, or has no key */
  _suspect(id) {
    if (this._suspects.has(id)) return;
    const timer = setTimeout(() => {
      this._suspects.set(id, null);
      this._lookAgain(id);
    }, this._expiry + Math.random() * this._beat);
    timer.unref();
    this._suspects.set(id, timer);
  }

  /** @param {string} id */
  _lookAgain(id) {
    const over = (/** @type {any} */ err) => {
      this._suspects.delete(id);
      this._note(err);
    };
    if (this._isRegistered(id)) return this._lookAtKey(id, over);
    this._isGone(id, (err) => {
      if (err) return over(err);
      const lock = ['SET', lockKey(this._prefix, id), '1', 'NX', 'PX', String(Math.max(1, Math.round(this._expiry)))];
      this._ask([lock], (failure, answers) => {
        if (failure || !answers[0]) return over(failure); // else somebody does it
        this._clean(id, over);
      });
    });
  }

  /** @type {(id: string, over: (err?: any) => void) => void} without a key it beats no more, and is nobody to look after */
  _lookAtKey(id, over) {
    this._ask([['EXISTS', sidKey(this._prefix, id)]], (err, answers) => {
      if (err || answers[0][0] !== '0' || !this._timer) return over(err);
      this._strike(id, over);
    });
  }

  /** @type {(id: string, over: (err?: any) => void) => void} */
  _strike(id, over) {
    this._ask([['SREM', sidsKey(this._prefix), id]], over);
  }

  /** @type {(id: string, over: (err?: any) => void) => void} */
  _clean(id, over) {
    let hasBegun = false;
    const before = (/** @type {(err?: any) => void} */ go) => this._isGone(id, (err) => {
      hasBegun = hasBegun || !err;
      go(err);
    });
    sweep(this._manager, this._session, id, { how: ONCE, before }, (err, count) => {
      // One that is back, and has lost members, is to hear of it at its next beat.
      if (err === BACK && hasBegun && this._timer) return this._strike(id, over);
      if (err) return over(err);
      this._isGone(id, (alive) => {
        if (alive) return over(alive);
        if (count > 0) logger.info('server %s has gone: %d members of channels were removed behind it', id, count);
        this._strike(id, over);
      });
    });
  }

  /** @type {(id: string, cb: (err: any) => void) => void} calls back with BACK when it may be registered, or is alive */
  _isGone(id, cb) {
    if (!this._timer || this._mayBeThere(id)) return void setImmediate(cb, BACK);
    this._ask([['EXISTS', sidKey(this._prefix, id)]], (err, answers) => {
      cb(err || (answers[0][0] !== '0' || this._mayBeThere(id)) && BACK || null);
    });
  }

  /** @param {string} id while Pomelo tells of nobody, as until it has been told itself, everybody may be there */
  _mayBeThere(id) {
    return this._isRegistered(id) || this._manager.ids().length === 0;
  }

  /** @param {string} id */
  _isRegistered(id) {
    return this._manager.ids().includes(id);
  }

  /** @type {(commands: string[][], cb: (err: any, answers: any[]) => void) => void} */
  _ask(commands, cb) {
    const code = this._session.run(ONCE, commands, (/** @type {any} */ err, /** @type {any[]} */ answers) => {
      cb(err || answers.find((answer) => answer instanceof Error) || null, answers);
    });
    if (code !== 0) setImmediate(cb, this._session.refusal(code), []);
  }

  /** @param {any} err */
  _note(err) {
    if (err && err !== BACK) this._complaint.note(err);
  }
}

const BACK = plainError('ESTATE', 'the server is there');

module.exports = Watcher;
