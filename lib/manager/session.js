'use strict';

const loadNative = require('../native');
const { WRITE } = require('./kinds');
const { READY, SUPERFLUOUS, HELD } = require('./news');
const outcomes = require('./outcomes');
const Table = require('./table');
const tunnelsOf = require('../tls/tunnels');
const walk = require('./walk');

/**
 * A session of the addon: one Redis, with a connection or without.
 *
 * @typedef {(...args: any[]) => void} Callback
 */

/** Characters of name and sid together that C keeps from one call to the next. */
const PLACE_KEEP = 1024;

class Session extends Table {
  /**
   * @param {any} options as src/node/options.c reads them
   * @param {(kind: number, error: Error | null, fatal: boolean, retry: number) => void} onNews
   * @param {() => void} onClosed after this nothing is called any more
   * @param {Omit<typeof outcomes, 'ReadAsTheyCome'>} [kinds] what is made of each callback, to be told
   */
  constructor(options, onNews, onClosed, kinds = outcomes) {
    super(loadNative(), Boolean(options.cluster));
    this._kinds = kinds;
    /** Whether commands are executed in their order, whatever their keys. */
    this.ordered = true;
    this.isConnected = false;
    /** What was learnt on an earlier connection may be another server's. */
    this.connection = 0;
    /** @type {string | null} where the last call went */
    this._name = null;
    /** @type {string | null} */
    this._sid = null;
    const tunnels = tunnelsOf(this.native, options);
    this._handle = this.native.open(
      options,
      this._words,
      (/** @type {number} */ count, /** @type {string[]} */ ...texts) => this._receive(count, texts),
      (/** @type {[number, number, string, boolean, number]} */ ...news) => {
        const [kind, code, text, fatal, retry] = news;
        if (kind !== HELD) this.isConnected = kind === READY || kind === SUPERFLUOUS;
        if (this.isConnected) this.connection++;
        onNews(kind, code === 0 ? null : this._error(code, text, false), fatal, retry);
      },
      onClosed,
      tunnels.carry,
      tunnels.input,
    );
    tunnels.session = this._handle;
  }

  /** What is pending fails with ESTOPPED, then onClosed is called. */
  close() {
    this.native.close(this._handle);
  }

  /** @type {(name: string, uid: string, sid: string, cb: Callback) => number} */
  add(name, uid, sid, cb) {
    const tag = this._open(new this._kinds.Write(cb));
    if (this._isAt(name, sid)) return this._sent(tag, this.native.add(this._handle, tag, uid));
    return this._went(tag, this.native.add(this._handle, tag, uid, name, sid), name, sid);
  }

  /** @type {(name: string, uid: string, sid: string, cb: Callback) => number} */
  leave(name, uid, sid, cb) {
    const tag = this._open(new this._kinds.Write(cb));
    if (this._isAt(name, sid)) return this._sent(tag, this.native.leave(this._handle, tag, uid));
    return this._went(tag, this.native.leave(this._handle, tag, uid, name, sid), name, sid);
  }

  /** @type {(name: string, sid: string, cb: Callback) => number} */
  list(name, sid, cb) {
    const tag = this._open(new this._kinds.ReadOne(cb));
    if (this._isAt(name, sid)) return this._sent(tag, this.native.list(this._handle, tag));
    return this._went(tag, this.native.list(this._handle, tag, name, sid), name, sid);
  }

  /** @type {(name: string, sids: string[], cb: Callback, onSome?: (lists: any[]) => void) => number} onSome: see run */
  lists(name, sids, cb) {
    const tag = this._open(new this._kinds.ReadAll(cb, sids.length));
    return this._sent(tag, this.native.members(this._handle, tag, name, sids));
  }

  /** @type {(name: string, sids: string[], cb: Callback) => number} */
  destroy(name, sids, cb) {
    const tag = this._open(new this._kinds.Write(cb));
    return this._sent(tag, this.native.destroy(this._handle, tag, name, sids));
  }

  /** @type {(cb: Callback) => number} */
  clean(cb) {
    const tag = this._open(new this._kinds.Clean(cb));
    return this._sent(tag, this.native.clean(this._handle, tag));
  }

  /**
   * Any commands, in one write.
   *
   * @param {number} how one of kinds.js
   * @param {string[][]} commands each with its key in the second place
   * @param {Callback} cb (null, answers): a list of texts for each command, nothing in the place of an
   *   empty one, or the Error with which Redis refused it; with WRITE (null), or (err): the first
   *   refusal, the others having been tried
   * @param {(lists: any[]) => void} [onSome] of a read where answers come at different times, which is
   *   not here: those that have come before the last. Each answer is in one such list, or in that of
   *   `cb`; the others have NOT_HERE in its place
   * @returns {number}
   */
  run(how, commands, cb, onSome) { // eslint-disable-line no-unused-vars
    const kind = how === WRITE ? this._kinds.WriteAll : this._kinds.ReadAll;
    const tag = this._open(new kind(cb, commands.length));
    const counts = Uint32Array.from(commands, wordsOf);
    const words = commands.flat();
    return this._sent(tag, this.native.run(this._handle, tag, words, counts, commands.length, how));
  }

  /**
   * Walks over all keys that match a pattern, in steps.
   *
   * @param {string} pattern
   * @param {(keys: string[], next: (err?: any) => void) => void} onKeys goes on with `next`; with an error it ends
   * @param {Callback} cb (null), (err); every key that was there all the while has come, some more than once
   * @returns {number}
   */
  walk(pattern, onKeys, cb) {
    return walk(this, pattern, onKeys, cb);
  }

  /**
   * From now on calls are for the node that is to get the slot of their keys, or no longer.
   *
   * @param {boolean} yes
   */
  asking(yes) {
    this.native.asking(this._handle, yes);
  }

  /** Both may be slices of something huge. */
  _rest() {
    this._name = null;
    this._sid = null;
    super._rest();
  }

  /**
   * A call that was not taken is not called back; the code says why.
   *
   * @type {(tag: number, code: number) => number}
   */
  _sent(tag, code) {
    if (code !== 0) this._close(tag).emitDestroy();
    return code;
  }

  /**
   * Whether C has the two from the call before.
   *
   * @param {string} name
   * @param {string} sid
   */
  _isAt(name, sid) {
    return name === this._name && sid === this._sid;
  }

  /** @type {(tag: number, code: number, name: string, sid: string) => number} */
  _went(tag, code, name, sid) {
    const keep = code === 0 && name.length + sid.length < PLACE_KEEP;
    this._name = keep ? name : null;
    this._sid = keep ? sid : null;
    if (!keep) this.native.forget(this._handle);
    return this._sent(tag, code);
  }
}

/** @param {string[]} command */
function wordsOf({ length }) {
  return length;
}

module.exports = Session;
