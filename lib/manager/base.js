'use strict';

const later = require('../later');
const logger = require('../log')(__filename);
const { parse } = require('../options');
const Connection = require('./connection');

/** @typedef {import('./session').Callback} Callback */

/** How long stop(false) lets pending calls finish, in ms. */
const GRACE = 1000;

/** The code that the addon has for a session that is none. */
const NOT_STARTED = -1;

/** What a manager is without its questions: options, and a connection that is opened and closed. */
class Base {
  /** Whether its members are in Redis, also of one that derives from it. */
  get isOfRedis() {
    return true;
  }

  /**
   * @param {any} app
   * @param {any} opts as given to app.use
   */
  constructor(app, opts) {
    const { options, warnings, error } = parse(opts, baseOf(app));
    this.app = app;
    this.options = options;
    this._error = error;
    this._connection = new Connection(options);
    for (const warning of warnings) logger.warn('%s', warning);
  }

  /**
   * Connects, and waits for a Redis that is not there yet.
   *
   * AUTH with a password, SELECT of a db other than 0, CLIENT INFO, UNLINK
   * without a key, PING.
   *
   * @param {Callback} cb (null), or (err): EINVAL an option makes no sense; EREPLY Redis refuses
   *   for good; after startTimeout the reason of the last attempt
   */
  start(cb) {
    if (this._error) later(cb, () => [this._error]);
    else this._connection.open(cb);
  }

  /**
   * @param {boolean} force false: pending calls may finish, for a second at most
   * @param {Callback} cb ()
   */
  stop(force, cb) {
    this._connection.close(force ? 0 : GRACE, cb);
  }

  /**
   * Removes all keys under the prefix: SCAN and UNLINK in turn.
   *
   * @param {Callback} cb (null), () when there was nothing, (err)
   */
  clean(cb) {
    const session = this._connection.session;
    this._answer(session ? session.clean(cb) : NOT_STARTED, cb);
  }

  /**
   * Tells of a call that was not taken.
   *
   * @param {number} code
   * @param {Callback} cb
   */
  _answer(code, cb) {
    if (code !== 0) later(cb, this._connection.refusal(code));
  }

  /**
   * The key of `a:b` + `c` is that of `a` + `b:c`.
   *
   * @param {string} sid
   */
  _warnOfColon(sid) {
    if (this._warned || !sid.includes(':')) return;
    this._warned = true;
    logger.warn('the server id %j has a colon in it: channel names and server ids that ' +
      'differ only in where a colon stands share their members in Redis', sid);
  }

  /** @returns {string[]} the ids of all servers that are registered with Pomelo, as texts; none when it does not tell */
  ids() {
    try {
      return Object.keys(this.app.getServers() || {});
    } catch {
      return [];
    }
  }
}

/** @param {any} app @returns {string | undefined} the current folder */
function baseOf(app) {
  try {
    return app.getBase();
  } catch {
    return undefined; // not Pomelo's application, or a broken one, which the calls will tell
  }
}

Base.NOT_STARTED = NOT_STARTED;

module.exports = Base;
