'use strict';

const path = require('path');
const load = require('node-gyp-build');
const { makeError } = require('./error');

/**
 * The addon, found and loaded when it is first needed.
 *
 * @typedef {object} Session what the addon knows a session by
 *
 * @typedef {object} Native see src/node/binding.c
 * @property {(options: object, words: Uint32Array, onBatch: Function, onNews: Function, onClosed: Function) => Session} open
 * @property {(session: Session) => void} close
 * @property {(session: Session, tag: number, uid: string, name?: string, sid?: string) => number} add
 * @property {(session: Session, tag: number, uid: string, name?: string, sid?: string) => number} leave
 * @property {(session: Session, tag: number, name?: string, sid?: string) => number} list
 * @property {(session: Session) => void} forget
 * @property {(session: Session, tag: number, name: string, sids: string[]) => number} members
 * @property {(session: Session, tag: number, name: string, sids: string[]) => number} destroy
 * @property {(session: Session, tag: number) => number} clean
 * @property {(sockets: Int32Array, bytes: Uint8Array) => number | undefined} [send] where sockets have descriptors
 * @property {(error: unknown) => void} raise
 * @property {string[]} codes
 */

/** @type {Native | null} */
let native = null;

/**
 * @returns {Native}
 * @throws {Error} ENOADDON: it was not built, or not for this Node; ENOMEM. Either may be tried again.
 */
function loadNative() {
  if (native) return native;
  const root = path.join(__dirname, '..');
  try {
    native = /** @type {Native} */ (load(root));
  } catch (cause) {
    const { code } = /** @type {any} */ (cause);
    if (code === 'ENOMEM') throw makeError(code, 'out of memory: the native addon cannot be set up', { cause });
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    const remedy = '`npm rebuild` in your application builds it, or `npm run build` in a clone';
    throw makeError('ENOADDON', `the native addon cannot be loaded (${reason}); ${remedy}`, { cause });
  }
  return native;
}

/** The addon when it was loaded, else null. */
loadNative.loaded = () => native;

module.exports = loadNative;
