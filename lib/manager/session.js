'use strict';

const { plainError } = require('../error');
const { Lists, endOf } = require('./lists');
const loadNative = require('../native');
const outcomes = require('./outcomes');
const replied = require('./replied');
const tunnelsOf = require('../tls/tunnels');

/**
 * The calls that are under way in one session of the addon.
 *
 * C knows a call by its tag, a place in the table here, and hands outcomes over
 * in batches: numbers in `words`, the strings in a few texts, which are cut
 * here. src/node/emit.h describes the records.
 *
 * @typedef {import('./outcomes').Write} Write
 * @typedef {(...args: any[]) => void} Callback
 */

/** As in src/node/emit.h. */
const WORDS = 16384;
const [DONE, STRINGS, END, FAILED, LIST_FAILED, ANEW, TEXT] = [0, 1, 2, 3, 4, 5, 6];

/** Characters of name and sid together that C keeps from one call to the next. */
const PLACE_KEEP = 1024;

class Session {
  /**
   * @param {any} options as src/node/options.c reads them
   * @param {(kind: number, error: Error | null, fatal: boolean, retry: number) => void} onNews
   * @param {() => void} onClosed after this nothing is called any more
   * @param {typeof outcomes} [kinds] what is made of each callback, to be told
   */
  constructor(options, onNews, onClosed, kinds = outcomes) {
    this.native = loadNative();
    this._inCluster = Boolean(options.cluster);
    this.pending = 0;
    this.heard = 0; // how often: it counts on
    this._kinds = kinds;
    this.onIdle = () => {};
    this._words = new Uint32Array(WORDS);
    /** @type {Write[]} */
    this._calls = [];
    /** @type {number[]} */
    this._free = [];
    this._lists = NO_LISTS;
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

  /** @type {(name: string, sids: string[], cb: Callback) => number} */
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
   * From now on calls are for the node that is to get the slot of their keys, or no longer.
   *
   * @param {boolean} yes
   */
  asking(yes) {
    this.native.asking(this._handle, yes);
  }

  /**
   * @param {Write} call
   * @returns {number} its tag
   */
  _open(call) {
    const tag = this._free.length > 0 ? /** @type {number} */ (this._free.pop()) : this._calls.length;
    this._calls[tag] = call;
    this.pending++;
    return tag;
  }

  /** @type {(tag: number) => Write} */
  _close(tag) {
    const call = this._calls[tag];
    if (this._lists.tag === tag) this._lists = NO_LISTS;
    this._calls[tag] = NOBODY;
    this._free.push(tag);
    if (--this.pending === 0) this._rest();
    return call;
  }

  /** Both may be slices of something huge. */
  _rest() {
    this._name = null;
    this._sid = null;
    this.onIdle();
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

  /** @type {(code: number, text: string, maybe: boolean) => import('../error').CodedError} */
  _error(code, text, maybe) {
    const name = this.native.codes[code];
    const error = plainError(name, text || name);
    if (name === 'EREPLY') replied(error, text, this._inCluster);
    if (maybe) error.maybeExecuted = true;
    return error;
  }

  /**
   * @param {number} count words of the batch
   * @param {string[]} texts
   */
  _receive(count, texts) {
    const words = this._words;
    this.heard++;
    let [text] = texts;
    let next = 1;
    let from = 0;
    for (let at = 0; at < count; ) {
      const call = this._calls[words[at]];
      const record = words[at + 1];
      if (record === DONE) {
        this._close(words[at]);
        call.done(words[at + 2]);
        at += 3;
      } else if (record === STRINGS) {
        const lists = this._listsOf(words[at]);
        const n = words[at + 4];
        from = lists.cut(words[at + 2], words[at + 3], text, from, words, at + 5, n);
        at += 5 + n;
      } else if (record === END) {
        const lists = this._listsOf(words[at]);
        this._close(words[at]);
        call.done(lists.end());
        at += 2;
      } else if (record === FAILED) {
        const message = text.substring(from, from = endOf(words[at + 4], text));
        this._close(words[at]);
        call.failed(this._error(words[at + 2], message, words[at + 3] === 1));
        at += 5;
      } else if (record === LIST_FAILED) {
        const message = text.substring(from, from = endOf(words[at + 4], text));
        const error = this._error(this.native.codes.indexOf('EREPLY'), message, words[at + 3] === 1);
        this._listsOf(words[at]).refused(words[at + 2], error);
        at += 5;
      } else if (record === ANEW) {
        this._lists = new Lists(words[at]);
        at += 2;
      } else if (record === TEXT) {
        text = texts[next++];
        from = 0;
        at += 2;
      }
    }
  }

  /**
   * Long lists come in parts, those of one call at a time.
   *
   * @param {number} tag
   */
  _listsOf(tag) {
    if (this._lists.tag !== tag) this._lists = new Lists(tag);
    return this._lists;
  }
}

const NO_LISTS = new Lists(-1);
const NOBODY = /** @type {any} */ (null);

module.exports = Session;
