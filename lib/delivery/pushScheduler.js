'use strict';

const { describe } = require('../kinds');
const Straight = require('./straight');
const originals = require('./originals');
const logger = require('../log')(__filename);

/**
 * A push scheduler for Pomelo's `pushSchedulerConfig`. It sends at once what
 * Pomelo's direct one sends, and clients receive the same bytes in the same
 * order; but the bytes are made once for each push, and go straight to the
 * sockets that wait for nothing else. Everything else is left to Pomelo.
 */
class PushScheduler {
  /**
   * @param {any} app
   * @param {any} [opts] compress: 'keep' what clients have negotiated, or 'never' compress a push
   */
  constructor(app, opts) {
    const { compress } = Object(opts);
    const isGiven = compress !== undefined && compress !== null;
    this._app = app;
    this._keep = compress !== 'never';
    if (isGiven && compress !== 'keep' && compress !== 'never') {
      logger.warn('pushSchedulerConfig.compress: got %s, expected "keep" or "never"; it is "keep"', describe(compress));
    }
  }

  /** @param {() => void} [cb] Pomelo gives none where there are several schedulers */
  stop(cb) {
    if (typeof cb === 'function') process.nextTick(cb);
  }

  /**
   * @param {any} reqId there is one when it is a response, which goes Pomelo's way
   * @param {string} route
   * @param {any} msg encoded
   * @param {any[]} recvs the ids of sessions
   * @param {any} opts
   * @param {() => void} [cb] () when every socket has been given the message
   */
  schedule(reqId, route, msg, recvs, opts, cb) {
    const sessions = this._app.get('sessionService');
    const service = reqId ? null : serviceOf(sessions);
    const straight = service ? new Straight(service, this._keep) : null;
    if (opts && opts.type === 'broadcast') this._broadcast(sessions, straight, msg, opts.userOptions);
    else for (let i = 0, n = recvs.length, to = straight || sessions; i < n; i++) to.sendMessage(recvs[i], msg);
    if (straight) straight.flush();
    if (typeof cb === 'function') process.nextTick(cb);
  }

  /**
   * A user with two bound sessions gets a message twice on each, as from Pomelo.
   *
   * @param {any} sessions
   * @param {Straight | null} straight null: the session component sends
   * @param {any} msg
   * @param {any} options of Pomelo's broadcast
   */
  _broadcast(sessions, straight, msg, { binded, filterParam }) {
    const channels = this._app.get('channelService');
    const to = straight || sessions;
    const passes = (/** @type {any} */ session) => {
      if (!channels.broadcastFilter) return true;
      if (straight) straight.flush();
      return channels.broadcastFilter(session, msg, filterParam);
    };
    if (binded) sessions.forEachBindedSession((/** @type {any} */ session) => passes(session) && to.sendMessageByUid(session.uid, msg));
    else sessions.forEachSession((/** @type {any} */ session) => passes(session) && to.sendMessage(session.id, msg));
  }
}

/**
 * Applications see Pomelo's component, whose methods hand on to its service.
 *
 * @param {any} sessions
 * @returns {any} that service; null: an application has put something of its own in the way
 */
function serviceOf(sessions) {
  return areAll(originals.component, sessions) && areAll(originals.service, sessions.service) ? sessions.service : null;
}

/** @type {(wanted: Record<string, { is(value: unknown): boolean }>, object: any) => boolean} */
function areAll(wanted, object) {
  for (const name in wanted) if (!wanted[name].is(object[name])) return false;
  return true;
}

/**
 * Pomelo calls it without `new`.
 *
 * @param {any} app
 * @param {any} [opts]
 */
function pushScheduler(app, opts) {
  return new PushScheduler(app, opts);
}

module.exports = Object.assign(pushScheduler, { PushScheduler });
