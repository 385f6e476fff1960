'use strict';

const { createHash } = require('crypto');

/** No value is this. */
const NONE = Symbol('none yet');

/** @type {WeakMap<object, string>} */
const digests = new WeakMap();

/**
 * A function that a push goes through in Pomelo 2.2.7, known by its text. What
 * an application or a tool has put in its place, on a prototype or on one
 * instance, has another text, and so has another version of Pomelo or ws.
 */
class Original {
  /** @param {string} digest of its text */
  constructor(digest) {
    this._digest = digest;
    /** @type {unknown} the one that was found last: nearly always the only one */
    this._last = NONE;
  }

  /**
   * Asked several times for each session of a push.
   *
   * @param {unknown} value
   */
  is(value) {
    return value === this._last || this._recognise(value);
  }

  /** @param {unknown} value */
  _recognise(value) {
    if (typeof value !== 'function' || digestOf(value) !== this._digest) return false;
    this._last = value;
    return true;
  }
}

/** @param {Function} fn */
function digestOf(fn) {
  const known = digests.get(fn);
  if (known) return known;
  const digest = createHash('sha256').update(Function.prototype.toString.call(fn)).digest('hex').slice(0, 32);
  digests.set(fn, digest);
  return digest;
}

module.exports = {
  component: {
    sendMessage: new Original('346f647bbb5e8faec22e00205bcfb2b9'),
    sendMessageByUid: new Original('346f647bbb5e8faec22e00205bcfb2b9'),
    forEachSession: new Original('346f647bbb5e8faec22e00205bcfb2b9'),
    forEachBindedSession: new Original('346f647bbb5e8faec22e00205bcfb2b9'),
  },
  service: {
    get: new Original('1b8034ca3bbd65c6bd73d6ada666dbc5'),
    getByUid: new Original('72d4288902f80b3b89677e6905e962a8'),
    sendMessage: new Original('62616b4a2fc3a736b69197488e25b566'),
    sendMessageByUid: new Original('f44d2b0ab08ffface12b73bd501ffdc4'),
    forEachSession: new Original('2e37ec62ad0f8312b420f4be71460f00'),
    forEachBindedSession: new Original('242bb0a451b163ed223aa2366e606b41'),
  },
  session: {
    send: new Original('ec16f9b7be47d4b50c6bcfdaaa206944'),
  },
  hybridSocket: {
    send: new Original('4b162ef72e33c75763bad3baf097ddb8'),
    sendRaw: new Original('b445fd00dde5d389e83d6ea53e93045f'),
  },
  tcpSocket: {
    send: new Original('46ac5e0fcbe0eaec1e66cf417c89c046'),
  },
  websocket: {
    send: new Original('e5a83e7274057ce5b1d2e7f7ad6711d3'),
  },
  sender: {
    send: new Original('a8401dd083cd91cb049ac874f917e58e'),
    flush: new Original('96e2709b27316628d4e815533aae7b03'),
    applyExtensions: new Original('3ee1f2c72286ea241a95c8f17f35a931'),
    frameAndSend: new Original('59f7834e226766a1dd6539d3434e5e50'),
  },
};
