'use strict';

const { makeError, toError } = require('../error');
const logger = require('../log')(__filename);

/** How many causes the warning about a partly failed push spells out. */
const SPELLED_OUT = 5;

/**
 * One push to a channel: receives the members frontend by frontend, asks each
 * frontend that has some to deliver, and gathers the uids that were missed.
 */
class Push {
  /**
   * @param {object} to
   * @param {import('./types').App} to.app
   * @param {import('./asks')} to.asks
   * @param {string} to.stype
   * @param {string[]} to.sids
   * @param {{ route: unknown, msg: unknown, opts: unknown }} what
   * @param {object} call
   * @param {import('./calls')} call.calls the calls that wait
   * @param {import('./types').Callback} call.done answers this one: with the error, or null and the failIds
   * @param {boolean} call.exact whether who tells of the members may also be answered through
   */
  constructor(to, what, call) {
    this._to = to;
    this._what = what;
    this._call = call;
    this._options = pushOptions(what.opts);
    this._waiting = 1; // for the members, and for each frontend asked
    this._reached = 0;
    /** @type {any[]} */
    this._failIds = [];
    /** @type {Map<string, Error> | null} by sid */
    this._causes = null;
  }

  /**
   * @param {number} index
   * @param {any} err
   * @param {any[]} uids
   */
  members(index, err, uids) {
    if (err) return this._failed(index, uids, toError(err));
    if (uids.length > 0 && this._isOpen()) this._ask(index, uids);
  }

  end() {
    this._settle(this._call.exact);
  }

  /**
   * A wrong argument, or a stop, is the caller's affair as it stands.
   *
   * @param {any} err
   */
  refused(err) {
    const { exact } = this._call;
    if (err.code === 'EINVAL' || err.code === 'ESTOPPED') return this._answer(exact, err);
    for (const sid of this._to.sids) this._because(sid, toError(err));
    this._settle(exact);
  }

  /**
   * @param {number} index
   * @param {any[]} uids
   */
  _ask(index, uids) {
    const { asks, sids } = this._to;
    if (!this._isThere(index)) return this._failed(index, uids, gone(sids[index]));
    this._waiting++;
    asks.ask(sids[index], this._message(uids), (err, fails) => {
      if (err) this._failed(index, uids, err);
      else this._answered(fails);
      this._settle(false);
    });
  }

  /**
   * Pomelo's list is as it is now; mostly nothing has moved since the call.
   *
   * @param {number} index
   */
  _isThere(index) {
    const { app, stype, sids } = this._to;
    const servers = app.getServersByType(stype) || [];
    if (servers[index]?.id === sids[index]) return true;
    return servers.some((server) => server.id === sids[index]);
  }

  /** @param {any[]} uids */
  _message(uids) {
    const { route, msg } = this._what;
    const args = [route, msg, uids, this._options];
    return { namespace: 'sys', service: 'channelRemote', method: 'pushMessage', args };
  }

  /** @param {any} fails */
  _answered(fails) {
    this._reached++;
    if (Array.isArray(fails)) append(this._failIds, fails);
    else if (fails) this._failIds.push(fails);
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
    this._causes ||= new Map();
    this._causes.set(sid, cause);
  }

  _isOpen() {
    return this._call.calls.has(this._call.done);
  }

  /** @param {boolean} here whether the caller may be answered at once */
  _settle(here) {
    if (--this._waiting > 0 || !this._isOpen()) return;
    const causes = this._causes;
    if (!causes) return this._answer(here, null, this._failIds);
    if (this._reached === 0) return this._answer(here, allFailed(causes));
    logger.warn('pushMessage: %s', summary(causes, this._reached));
    this._answer(here, null, this._failIds);
  }

  /**
   * @param {boolean} here
   * @param {...any} args
   */
  _answer(here, ...args) {
    const { calls, done } = this._call;
    if (here) calls.answerHere(done, ...args);
    else done(...args);
  }
}

/**
 * What Pomelo's own channelService sends along.
 *
 * @param {any} opts
 */
function pushOptions(opts) {
  const isObject = typeof opts === 'object' && opts !== null && !Array.isArray(opts);
  if (!isObject || Object.keys(opts).length === 0) return { isPush: true };
  return { type: 'push', userOptions: opts, isPush: true };
}

/**
 * @param {any[]} list
 * @param {any[]} more possibly too many for `push(...more)`
 */
function append(list, more) {
  for (const item of more) list.push(item);
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
  const lines = [...causes].slice(0, SPELLED_OUT).map(([sid, cause]) => `${sid}: ${cause.message}`);
  if (causes.size > SPELLED_OUT) lines.push('...');
  return `failed on ${causes.size} frontend servers, delivered by ${reached}; ${lines.join('; ')}`;
}

module.exports = Push;
