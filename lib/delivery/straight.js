'use strict';

const { websocketOf, isDeflated, idleSocketOf } = require('./idle');
const Message = require('./message');
const write = require('./write');
const logger = require('../log')(__filename);

/**
 * Stands in for Pomelo's session service during one push: the bytes are made
 * once, and written straight to each socket that nothing is queued for.
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
  }

  /**
   * @param {any} sid
   * @param {any} msg the same for all
   */
  sendMessage(sid, msg) {
    const session = this._service.get(sid);
    if (session) this._send(session, msg);
    else this._service.sendMessage(sid, msg);
  }

  /**
   * @param {any} uid
   * @param {any} msg the same for all
   */
  sendMessageByUid(uid, msg) {
    const sessions = this._service.getByUid(uid);
    if (!sessions) this._service.sendMessageByUid(uid, msg);
    else for (let i = 0, n = sessions.length; i < n; i++) this._send(sessions[i], msg);
  }

  /**
   * @param {any} session
   * @param {any} msg
   */
  _send(session, msg) {
    const ws = websocketOf(session);
    const isPlain = ws && !isDeflated(ws);
    if (!ws || (!isPlain && this._keep)) return session.send(msg);
    const message = this._message ??= new Message(msg);
    const socket = idleSocketOf(ws);
    if (socket) write(socket, message.frame(session.__socket__));
    else if (isPlain) session.send(msg);
    else ws.send(message.package(session.__socket__), { binary: true, compress: false }, told);
  }
}

/** @param {Error} [err] */
function told(err) {
  if (err) logger.error('websocket send failed: %s', err.message);
}

module.exports = Straight;
