'use strict';

const { transportOf, isTcp, isDeflated, isSilent, isIdle } = require('./idle');
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
    this._frames = new Batch();
    this._packages = new Batch();
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
    this._frames.flush();
    this._packages.flush();
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
    const transport = transportOf(session);
    if (!transport) return this._leave(session, msg);
    const message = this._message || (this._message = new Message(msg));
    if (isTcp(transport)) return this._sendTcp(session, transport._socket, message);
    const isPlain = !isDeflated(transport);
    if (!isPlain && this._keep) return this._leave(session, msg);
    const { _socket: socket } = transport;
    // Among the receivers more than once.
    if (this._frames.has(socket)) this.flush();
    if (isSilent(transport) && isIdle(socket)) return this._frames.add(socket, message.frame(session.__socket__));
    if (isPlain) return this._leave(session, msg);
    this.flush();
    transport.send(message.package(session.__socket__), { binary: true, compress: false }, told);
  }

  /**
   * @param {any} session
   * @param {any} socket
   * @param {Message} message
   */
  _sendTcp(session, socket, message) {
    if (this._packages.has(socket)) this.flush();
    if (isIdle(socket)) this._packages.add(socket, message.package(session.__socket__));
    else this._leave(session, message.msg);
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
