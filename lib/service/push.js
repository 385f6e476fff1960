'use strict';

const { makeError, toError } = require('../error');
const { once, without } = require('./items');
const { plainList, append } = require('./lists');
const logger = require('../log')(__filename);
const { exceptOf, optionsOf } = require('./pushOptions');
const { reasons, read } = require('./reasons');

/** @type {any[]} */
const NOBODY = [];

/** How many causes the warning about a partly failed push spells out. */
const SPELLED_OUT = 5;

/**
 * One push to a channel: receives the members frontend by frontend, asks each
 * frontend that has some to deliver, and gathers the uids that were missed.
 */
class Push {
  /**
   * @param {object} to
   * @param {import('./servers')} to.servers
   * @param {import('./asks')} to.asks
   * @param {string} to.stype
   * @param {string[]} to.sids
   * @param {{ route: unknown, msg: unknown, opts: unknown }} what
   * @param {import('./calls').Calls} calls the pushes that wait, of which this becomes one
   * @param {import('./types').Callback} done (err), (null, failIds)
   * @throws {Error} EINVAL: opts.except
   */
  constructor(to, what, calls, done) {
    this._to = to;
    this._what = what;
    this._method = 'pushMessage';
    this._except = exceptOf(what.opts);
    this._options = optionsOf(what.opts);
    this._calls = calls;
    this._call = calls.open(done);
    this._waiting = 1; // for the members, and for each frontend asked
    this._reached = 0;
    /** @type {any[]} */
    this._failIds = [];
    /** @type {Map<string, Error> | null} by sid */
    this._causes = null;
  }

  /**
   * @param {number} index
   * @param {any} err why some of the members are not known, or all
   * @param {any[]} uids
   */
  members(index, err, uids) {
    if (err) this._because(this._to.sids[index], toError(err));
    const to = this._except ? without(uids, this._except) : uids;
    if (to.length > 0 && this._calls.isOpen(this._call)) this._ask(index, to);
  }

  end() {
    this._settle();
  }

  /**
   * A wrong argument, or a stop, is the caller's affair as it stands.
   *
   * @param {any} err
   */
  refused(err) {
    const code = read(err, 'code');
    if (code === 'EINVAL' || code === 'ESTOPPED') return this._answer(err);
    for (const sid of this._to.sids) this._because(sid, toError(err));
    this._settle();
  }

  /**
   * @param {number} index
   * @param {any[]} uids
   */
  _ask(index, uids) {
    const { servers, asks, stype, sids } = this._to;
    const sid = sids[index];
    if (!servers.isThere(stype, sid, index)) return this._failed(index, uids, gone(sid));
    this._waiting++;
    asks.ask(sid, this._message(uids), (err, fails) => {
      if (err) this._failed(index, uids, err);
      else this._answered(index, uids, fails);
      this._settle();
    });
  }

  /** @param {any[]} uids */
  _message(uids) {
    const { route, msg } = this._what;
    const args = [route, msg, uids, this._options];
    return { namespace: 'sys', service: 'channelRemote', method: 'pushMessage', args };
  }

  /**
   * @param {number} index
   * @param {any[]} uids
   * @param {any} fails
   */
  _answered(index, uids, fails) {
    try {
      this._told(uids, Array.isArray(fails) ? fails : fails ? [fails] : NOBODY);
      this._reached++;
    } catch (err) {
      this._failed(index, uids, toError(err));
    }
  }

  /**
   * @param {any[]} uids who were to get it on one frontend
   * @param {any[]} fails who did not
   */
  _told(uids, fails) {
    if (fails.length > 0) append(this._failIds, plainList(fails));
  }

  /**
   * @param {number} index
   * @param {any[]} uids
   * @param {Error} cause
   */
  _failed(index, uids, cause) {
    append(this._failIds, uids);
    this._because(this._to.sids[index], cause);
  }

  /**
   * @param {string} sid
   * @param {Error} cause
   */
  _because(sid, cause) {
    this._causes = this._causes || new Map();
    this._causes.set(sid, cause);
  }

  _settle() {
    if (--this._waiting > 0 || !this._calls.isOpen(this._call)) return;
    const causes = this._causes;
    if (causes && this._reached === 0) return this._answer(allFailed(causes));
    if (causes) logger.warn('%s: %s', this._method, summary(causes, this._reached));
    this._answer(null, this._missed());
  }

  /** Those that the message has not reached. */
  _missed() {
    return this._failIds;
  }

  /** @param {any[]} args */
  _answer(...args) {
    this._calls.answer(this._call, ...args);
  }
}

/** One push to several channels: who is in more than one of them is told of once. */
class PushToMany extends Push {
  _missed() {
    return once(this._failIds);
  }
}

/** @param {string} sid */
function gone(sid) {
  return makeError('ECONNLOST', `frontend server ${sid} has left`);
}

/** @param {Map<string, Error>} causes */
function allFailed(causes) {
  const [cause] = causes.values();
  return makeError('EPUSH', 'all frontend server push message fail', { cause, causes });
}

/**
 * @param {Map<string, Error>} causes
 * @param {number} reached
 */
function summary(causes, reached) {
  const lines = [...causes].slice(0, SPELLED_OUT).map(([sid, cause]) => `${sid}: ${reasons(cause)}`);
  if (causes.size > SPELLED_OUT) lines.push('...');
  return `failed on ${causes.size} frontend servers, delivered by ${reached}; ${lines.join('; ')}`;
}

module.exports = { Push, PushToMany };
