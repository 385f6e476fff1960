'use strict';

const { describe } = require('../kinds');
const Straight = require('./straight');
const { isOriginal } = require('./originals');
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
    const compress = opts?.compress ?? 'keep';
    this._app = app;
    this._keep = compress !== 'never';
    if (this._keep && compress !== 'keep') {
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
    const to = service ? new Straight(service, this._keep) : sessions;
    if (opts?.type === 'broadcast') this._broadcast(sessions, to, msg, opts.userOptions);
    else for (let i = 0, n = recvs.length; i < n; i++) to.sendMessage(recvs[i], msg);
    if (typeof cb === 'function') process.nextTick(cb);
  }

  /**
   * A user with two bound sessions gets a message twice on each, as from Pomelo.
   *
   * @param {any} sessions
   * @param {any} to with sendMessage and sendMessageByUid
   * @param {any} msg
   * @param {any} options of Pomelo's broadcast
   */
  _broadcast(sessions, to, msg, { binded, filterParam }) {
    const channels = this._app.get('channelService');
    const passes = (/** @type {any} */ session) => !channels.broadcastFilter || channels.broadcastFilter(session, msg, filterParam);
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
  const { service } = sessions;
  if (!isOriginal('component.sendMessage', sessions.sendMessage)) return null;
  if (!isOriginal('component.sendMessageByUid', sessions.sendMessageByUid)) return null;
  return isPomelos(service) ? service : null;
}

/** @param {any} service */
function isPomelos(service) {
  return isOriginal('service.get', service.get) && isOriginal('service.getByUid', service.getByUid) &&
    isOriginal('service.sendMessage', service.sendMessage) && isOriginal('service.sendMessageByUid', service.sendMessageByUid);
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
