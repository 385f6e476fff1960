'use strict';

const { websocketOf, isDeflated, idleSocketOf } = require('./idle');
const Batch = require('./batch');
const Message = require('./message');
const logger = require('../log')(__filename);

/**
 * Stands in for Pomelo's session service during one push: the bytes are made
 * once, and go straight to each socket that nothing is queued for. Some wait
 * until `flush`, which comes before whatever may run code of others.
 */
class Straight {
  /**
   * @param {any} service Pomelo's, with its own functions
   * @param {boolean} keep whether clients that negotiated compression get it
   */
  constructor(service, keep) {
    this._service = service;
    this._keep = keep;
    /** @type {Message | null} */
    this._message = null;
    this._batch = new Batch();
  }

  /**
   * @param {any} sid
   * @param {any} msg the same for all
   */
  sendMessage(sid, msg) {
    const session = this._service.get(sid);
    if (session) this._send(session, msg);
    else this._pomelos().sendMessage(sid, msg);
  }

  /**
   * @param {any} uid
   * @param {any} msg the same for all
   */
  sendMessageByUid(uid, msg) {
    const sessions = this._service.getByUid(uid);
    if (!sessions) this._pomelos().sendMessageByUid(uid, msg);
    else for (let i = 0, n = sessions.length; i < n; i++) this._send(sessions[i], msg);
  }

  /** Gives the message to those that wait for it. */
  flush() {
    this._batch.flush();
  }

  /** The session service, for what is left to it. */
  _pomelos() {
    this.flush();
    return this._service;
  }

  /**
   * @param {any} session
   * @param {any} msg
   */
  _send(session, msg) {
    const ws = websocketOf(session);
    const isPlain = ws && !isDeflated(ws);
    if (!ws || (!isPlain && this._keep)) return this._leave(session, msg);
    // Among the receivers more than once.
    if (this._batch.has(ws._socket)) this.flush();
    const message = this._message || (this._message = new Message(msg));
    const socket = idleSocketOf(ws);
    if (socket) return this._batch.add(socket, message.frame(session.__socket__));
    if (isPlain) return this._leave(session, msg);
    this.flush();
    ws.send(message.package(session.__socket__), { binary: true, compress: false }, told);
  }

  /**
   * To Pomelo's own way.
   *
   * @param {any} session
   * @param {any} msg
   */
  _leave(session, msg) {
    this.flush();
    session.send(msg);
  }
}

/** @param {Error} [err] */
function told(err) {
  if (err) logger.error('websocket send failed: %s', err.message);
}

module.exports = Straight;
