'use strict';

const { plainError } = require('../error');
const { READ, WRITE, ONCE } = require('../manager/kinds');
const NOT_HERE = require('../notHere');

/**
 * A call in a route, and the parts that it is cut into: one, or one for each sid
 * or command where the keys may be on several nodes. A part is in exactly one place: it
 * waits in its lane, is with a node, or is settled.
 *
 * @typedef {import('../manager/outcomes').Write & { some?: (lists: any[]) => void }} Told whoever made the call
 * @typedef {import('../error').CodedError} CodedError
 *
 * @typedef {object} Owner the route
 * @property {(part: Part, outcome: any) => void} onDone
 * @property {(part: Part, error: CodedError) => void} onFailed
 */

/** What a call takes beside its texts, about. */
const OVERHEAD = 256;

/** In the place of a list that somebody has been told of. */
const TAKEN = [NOT_HERE];

class RoutedCall {
  /**
   * @param {'add' | 'leave' | 'list' | 'lists' | 'destroy' | 'run' | 'clean' | 'walk'} what
   * @param {Told} told
   * @param {{ name?: string, uid?: string, sid?: string, items?: any[] | null, how?: number }} args
   */
  constructor(what, told, { name = '', uid = '', sid = '', items = null, how = READ }) {
    this.what = what;
    this.name = name;
    this.uid = uid;
    this.sid = sid;
    /** Its sids, or its commands. */
    this.items = items;
    this.how = how;
    this.number = 0;
    this.deadline = 0;
    /** @type {RoutedCall | null} */
    this.before = null;
    /** @type {RoutedCall | null} */
    this.behind = null;
    /** @type {Part[]} */
    this.parts = [];
    /** Parts that are not settled. */
    this.left = 0;
    this._first = 0;
    /** Whether its caller wants to know of what has come when not all has. */
    this.isImpatient = typeof told.some === 'function';
    this._told = told;
  }

  /** Nobody is told of it. */
  drop() {
    this._told.emitDestroy();
  }

  /** All parts are settled. */
  tell() {
    const { parts } = this;
    const failed = parts.filter(({ error }) => error !== null);
    if (parts.length === 1 ? failed.length === 1 : failed.length > 0 && !this._canFailInPart(failed)) {
      this._told.failed(failed[0].refusal(parts.some(({ error, maybe }) => maybe || !error)));
    } else {
      this._told.done(parts.length === 1 ? parts[0].outcome : this._outcome());
    }
  }

  /** Some parts are settled. */
  tellSome() {
    if (this.left === 0) return;
    const lists = this.parts.map((part) => (part.isOver && !part.error ? part.takeList() : NOT_HERE));
    if (lists.some((list) => list !== NOT_HERE)) /** @type {any} */ (this._told).some(lists);
  }

  /** The first part that is not settled. */
  get firstLeft() {
    while (this.parts[this._first].isOver) this._first++;
    return this.parts[this._first];
  }

  /** It takes as long as it takes. */
  get isLong() {
    return this.what === 'clean' || this.what === 'walk';
  }

  /** It waits while its node takes no writes. */
  get isWrite() {
    return this.what === 'run' ? this.how === WRITE : this.what !== 'list' && this.what !== 'lists';
  }

  /** It is not sent again, but for going where it is sent. */
  get isOnce() {
    return this.how === ONCE;
  }

  /** Each of its items has an outcome of its own. */
  get isOfLists() {
    return this.what === 'lists' || this.what === 'run';
  }

  /** @param {Part[]} failed */
  _canFailInPart(failed) {
    if (this.what === 'run' && failed.every(({ error }) => error.code === 'EREPLY')) return true;
    return this.isOfLists && failed.length < this.parts.length;
  }

  _outcome() {
    if (!this.isOfLists) return this.parts.reduce((sum, { outcome }) => sum + outcome, 0);
    return this.parts.map((part) => (part.error ? part.refusal(part.maybe) : part.takeList()));
  }
}

class Part {
  /**
   * @param {RoutedCall} call
   * @param {import('./lane')} lane
   * @param {Owner} owner
   * @param {any[] | null} items those of the call, or one of them
   */
  constructor(call, lane, owner, items) {
    this.call = call;
    this.lane = lane;
    this.items = items;
    this.isOver = false;
    /** @type {any} the last reply that did not settle it, or what settled it */
    this.error = null;
    /** @type {any} */
    this.outcome = undefined;
    /** An attempt may have been executed. */
    this.maybe = false;
    /** How often it was sent elsewhere. */
    this.redirects = 0;
    /** @type {any} the node that it goes to next, as one that ASKs, in the place of the lane's */
    this.aside = null;
    /** @type {any} the node that it was given to, and is under way with */
    this.node = null;
    /** @type {import('./budget').Load | null} */
    this.load = null;
    /** Whether its call counts with this one, 1 or 0. */
    this.calls = call.parts.length === 0 ? 1 : 0;
    this.bytes = OVERHEAD + textsOf(call, items);
    this._owner = owner;
    call.parts.push(this);
    call.left++;
  }

  get number() {
    return this.call.number;
  }

  /** What it is about, where a call has a part for each key. */
  get key() {
    const { what, name, sid } = this.call;
    const item = this.items ? this.items[0] : sid;
    return what === 'run' ? item[1] : `${item}:${name}`;
  }

  /** What has come, once. */
  takeList() {
    const list = this.outcome[0];
    this.outcome = TAKEN;
    return list;
  }

  /** Whom it is to be given to. */
  get target() {
    if (this.aside && this.aside.isLeft) this.aside = null;
    return this.aside || this.lane.node;
  }

  /** @param {any} outcome of the session that it was given to */
  done(outcome) {
    if (this.node && this.node.refusal && this.call.isWrite) this.node.refusal = null;
    this._owner.onDone(this, outcome);
  }

  /** @param {CodedError} error */
  failed(error) {
    if (error.maybeExecuted) this.maybe = true;
    this._owner.onFailed(this, error);
  }

  /** A session did not take it: the route knows. */
  emitDestroy() {}

  /**
   * What the caller is told.
   *
   * @param {boolean} maybe an attempt may have been executed
   * @returns {CodedError}
   */
  refusal(maybe) {
    const { error } = this;
    if (!maybe || error.maybeExecuted) return error;
    const { code, message, reply } = error;
    return plainError(code, message, { ...reply ? { reply } : {}, maybeExecuted: true });
  }
}

/** @type {(call: RoutedCall, items: any[] | null) => number} */
function textsOf({ what, name, uid, sid }, items) {
  const length = name.length + uid.length + sid.length;
  if (!items) return length;
  const texts = what === 'run' ? items.flat() : items;
  return texts.reduce((sum, each) => sum + each.length + name.length, length);
}

module.exports = { RoutedCall, Part };
