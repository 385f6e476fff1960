'use strict';

const path = require('path');
const { filesOf } = require('./addon');
const { makeError } = require('./error');
const log = require('./log')(__filename);
const { remedy } = require('./remedy');

/**
 * The addon, found and loaded when it is first needed.
 *
 * @typedef {object} Session what the addon knows a session by
 *
 * @typedef {object} Native see src/node/binding.c
 * @property {(options: object, words: Uint32Array, onBatch: Function, onNews: Function, onClosed: Function,
 *   carry?: Function, input?: Uint8Array) => Session} open
 * @property {(session: Session) => void} close
 * @property {(session: Session, tag: number, uid: string, name?: string, sid?: string) => number} add
 * @property {(session: Session, tag: number, uid: string, name?: string, sid?: string) => number} leave
 * @property {(session: Session, tag: number, name?: string, sid?: string) => number} list
 * @property {(session: Session) => void} forget
 * @property {(session: Session, id: number, count: number) => void} feed
 * @property {(session: Session, id: number, word: number, status: number, words: string, fatal: boolean) => void} tell
 * @property {(session: Session, tag: number, name: string, sids: string[]) => number} members
 * @property {(session: Session, tag: number, name: string, sids: string[]) => number} destroy
 * @property {(session: Session, tag: number) => number} clean
 * @property {(session: Session, tag: number, words: string[], counts: Uint32Array, commands: number, how: number) => number} run
 * @property {(session: Session, yes: boolean) => void} asking
 * @property {(prefix: string, name: string, sid: string) => number | undefined} slot
 * @property {(prefix: string, name: string, sids: string[], into: Uint16Array) => true | undefined} slots
 * @property {(keys: string[], into: Uint16Array) => true | undefined} slotsOf
 * @property {(sockets: Int32Array, bytes: Uint8Array) => number | undefined} [send] where sockets have descriptors
 * @property {(error: unknown) => void} raise
 * @property {string[]} codes
 */

const ROOT = path.join(__dirname, '..');

/** @type {Native | null} */
let native = null;

/**
 * The first file that loads; those before it that are there and do not are told of in the log.
 *
 * @returns {Native}
 * @throws {Error} ENOADDON: there is none, or none that loads here; ENOMEM. Either may be tried again.
 */
function loadNative() {
  if (native) return native;
  const { found, failures } = attempt();
  if (!found) throw noAddon(failures);
  for (const failure of failures) log.warn('the native addon is another file, since this one does not load: %s', tell(failure));
  return (native = found);
}

/** The addon when it was loaded, else null. */
loadNative.loaded = () => native;

module.exports = loadNative;

/**
 * @typedef {{ file: string, cause: any }} Failure
 *
 * @returns {{ found: Native | null, failures: Failure[] }}
 */
function attempt() {
  /** @type {Failure[]} */
  const failures = [];
  for (const file of filesOf(ROOT)) {
    try {
      return { found: require(file), failures };
    } catch (cause) {
      if (cause && cause.code === 'ENOMEM') throw makeError('ENOMEM', 'out of memory: the native addon cannot be set up', { cause });
      failures.push({ file, cause });
    }
  }
  return { found: null, failures };
}

/** @param {Failure[]} failures */
function noAddon(failures) {
  const none = `none was compiled, and none comes with the package for ${process.platform}-${process.arch}`;
  const why = failures.map(tell).join('; ') || none;
  const cause = failures.length ? failures[0].cause : undefined;
  const causes = failures.map((failure) => failure.cause);
  return makeError('ENOADDON', `the native addon cannot be loaded (${why}); ${remedy(ROOT, causes)}`, { cause });
}

/** The file, and the loader's own words in one line. @param {Failure} failure */
function tell({ file, cause }) {
  const words = String(cause instanceof Error ? cause.message : cause).split('\n')[0];
  return words.includes(file) ? words : `${file}: ${words}`;
}
