'use strict';

const { createHash } = require('node:crypto');

/**
 * The functions that a push goes through in Pomelo 2.2.7, known by their text.
 * What an application or a tool has put in their place, on a prototype or on
 * one instance, has another text, and so has another version of Pomelo or ws.
 *
 * @typedef {keyof typeof TEXTS} Name
 */
const TEXTS = {
  'component.sendMessage': '346f647bbb5e8faec22e00205bcfb2b9',
  'component.sendMessageByUid': '346f647bbb5e8faec22e00205bcfb2b9',
  'service.get': '1b8034ca3bbd65c6bd73d6ada666dbc5',
  'service.getByUid': '72d4288902f80b3b89677e6905e962a8',
  'service.sendMessage': '62616b4a2fc3a736b69197488e25b566',
  'service.sendMessageByUid': 'f44d2b0ab08ffface12b73bd501ffdc4',
  'session.send': 'ec16f9b7be47d4b50c6bcfdaaa206944',
  'socket.send': '4b162ef72e33c75763bad3baf097ddb8',
  'socket.sendRaw': 'b445fd00dde5d389e83d6ea53e93045f',
  'ws.send': 'e5a83e7274057ce5b1d2e7f7ad6711d3',
  'sender.send': 'a8401dd083cd91cb049ac874f917e58e',
  'sender.flush': '96e2709b27316628d4e815533aae7b03',
  'sender.applyExtensions': '3ee1f2c72286ea241a95c8f17f35a931',
  'sender.frameAndSend': '59f7834e226766a1dd6539d3434e5e50',
};

/** @type {Partial<Record<Name, unknown>>} the one that was found last: nearly always the only one */
const last = {};

/** @type {WeakMap<object, string>} */
const digests = new WeakMap();

/**
 * @param {Name} name
 * @param {unknown} value
 * @returns {boolean} whether it is Pomelo's own function of that name
 */
function isOriginal(name, value) {
  return value === last[name] && value !== undefined || recognise(name, value);
}

/** @type {(name: Name, value: unknown) => boolean} */
function recognise(name, value) {
  if (typeof value !== 'function' || digestOf(value) !== TEXTS[name]) return false;
  last[name] = value;
  return true;
}

/** @param {Function} fn */
function digestOf(fn) {
  const known = digests.get(fn);
  if (known) return known;
  const digest = createHash('sha256').update(Function.prototype.toString.call(fn)).digest('hex').slice(0, 32);
  digests.set(fn, digest);
  return digest;
}

module.exports = { isOriginal };
