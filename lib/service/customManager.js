'use strict';

const { makeError, toError } = require('../error');
const later = require('../later');
const Exactly = require('./exactly');
const { isArray, itemsOf, expectOne, identity } = require('./items');
const { join, plainList } = require('./lists');
const { askEach, failureOf } = require('./outcomes');
const { Union } = require('./union');

/**
 * @typedef {import('./types').Callback} Callback
 * @typedef {import('./types').Receiver} Receiver
 */

/**
 * An application's own manager as the service asks it. Such a one knows one
 * name and one uid at a time, and few of them can count: lists are taken apart
 * here, and what it cannot answer is found out from its lists of members.
 */
class CustomManager extends Exactly {
  /** @type {(name: unknown, uid: unknown, sid: unknown, cb: Callback) => void} */
  add(name, uid, sid, cb) {
    this._write('add', name, uid, sid, cb);
  }

  /** @type {(name: unknown, uid: unknown, sid: unknown, cb: Callback) => void} */
  leave(name, uid, sid, cb) {
    this._write('leave', name, uid, sid, cb);
  }

  /** @type {(name: unknown, cb: Callback) => void} */
  destroyChannel(name, cb) {
    if (!isArray(name)) return this._call('destroyChannel', [name], cb);
    this._try(cb, () => this._each('destroyChannel', itemsOf(name, 'names').map((one) => [one]), cb));
  }

  /** @type {(name: unknown, sid: unknown, cb: Callback) => void} */
  getMembersBySid(name, sid, cb) {
    this._try(cb, () => {
      expectOne(name, 'name');
      expectOne(sid, 'sid');
      this._call('getMembersBySid', [name, sid], cb);
    });
  }

  /**
   * The members of several channels, as if they were one.
   *
   * @param {unknown} names a list
   * @param {string[]} sids
   * @param {Receiver} receiver
   */
  readMembersOf(names, sids, receiver) {
    this._try((err) => receiver.refused(err), () => {
      const items = itemsOf(names, 'names');
      const union = new Union(items.length, sids, receiver);
      if (items.length === 0) later(() => receiver.end(), () => []);
      items.forEach((name, i) => this.readMembers(name, sids, union.channel(i)));
    });
  }

  /** @type {(name: unknown, sid: unknown, cb: Callback) => void} */
  getCountBySid(name, sid, cb) {
    this._try(cb, () => {
      expectOne(sid, 'sid');
      this.getCounts(name, [sid], single(cb));
    });
  }

  /** @type {(name: unknown, uid: unknown, sid: unknown, cb: Callback) => void} */
  isMemberBySid(name, uid, sid, cb) {
    this._try(cb, () => {
      expectOne(sid, 'sid');
      this.areMembers(name, uid, [sid], single(cb));
    });
  }

  /**
   * @param {unknown} name
   * @param {any[]} sids
   * @param {Callback} cb (null, counts): for each sid a number or an Error; (err)
   */
  getCounts(name, sids, cb) {
    this._try(cb, () => {
      expectOne(name, 'name');
      const ask = this._asker('getCountBySid', name, (sid) => [name, sid], (uids) => uids.length);
      askEach(sids.length, (i, done) => ask(sids[i], done), (outcomes) => cb(null, outcomes.map(countOf)));
    });
  }

  /**
   * @param {unknown} name
   * @param {unknown} uid
   * @param {any[]} sids
   * @param {Callback} cb (null, answers): for each sid true, false or an Error; (err)
   */
  areMembers(name, uid, sids, cb) {
    this._try(cb, () => {
      expectOne(name, 'name');
      expectOne(uid, 'uid');
      const isHe = (/** @type {any} */ other) => identity(other) === identity(uid);
      const ask = this._asker('isMemberBySid', name, (sid) => [name, uid, sid], (uids) => uids.some(isHe));
      askEach(sids.length, (i, done) => ask(sids[i], done), (outcomes) => cb(null, outcomes.map(truthOf)));
    });
  }

  /** @param {Callback} cb */
  getChannels(cb) {
    this._try(cb, () => {
      if (!this._has('getChannels')) throw lacks('getChannels', 'method getChannels');
      this._call('getChannels', [], (err, list) => (err ? cb(err) : cb(...listOf(list))));
    });
  }

  /**
   * @param {'add' | 'leave'} method
   * @param {unknown} name
   * @param {unknown} uid
   * @param {unknown} sid
   * @param {Callback} cb
   */
  _write(method, name, uid, sid, cb) {
    if (!isArray(name) && !isArray(uid) && !isArray(sid)) return this._call(method, [name, uid, sid], cb);
    this._try(cb, () => {
      const names = itemsOf(name, 'names');
      const uids = itemsOf(uid, 'uids');
      expectOne(sid, 'sid');
      const pairsOf = (/** @type {unknown} */ one) => uids.map((each) => [one, each, sid]);
      this._each(method, join(names.map(pairsOf)), cb);
    });
  }

  /**
   * @param {string} method
   * @param {unknown[][]} calls the arguments of each
   * @param {Callback} cb (null), (err)
   */
  _each(method, calls, cb) {
    askEach(calls.length, (i, done) => this._call(method, calls[i], done), (outcomes) => cb(failureOf(outcomes)));
  }

  /**
   * How to ask of one server: by its own method, else by its list of members.
   *
   * @param {string} method
   * @param {unknown} name
   * @param {(sid: any) => unknown[]} argsOf
   * @param {(uids: any[]) => any} read
   * @returns {(sid: any, cb: Callback) => void}
   */
  _asker(method, name, argsOf, read) {
    if (this._has(method)) return (sid, cb) => this._call(method, argsOf(sid), cb);
    if (!this._has('getMembersBySid')) throw lacks(method, `method ${method}, nor getMembersBySid`);
    return (sid, cb) => this._call('getMembersBySid', [name, sid], (err, uids) => {
      const [wrong, list] = err ? [err, []] : listOf(uids);
      cb(wrong, wrong ? undefined : read(list));
    });
  }

  /**
   * What is wrong before anybody was asked is told later, like all the rest.
   *
   * @param {Callback} cb
   * @param {() => void} run
   */
  _try(cb, run) {
    try {
      run();
    } catch (err) {
      later(cb, () => [toError(err)]);
    }
  }
}

/**
 * @param {Callback} cb
 * @returns {Callback} of a list with one answer
 */
function single(cb) {
  return (err, answers) => {
    if (err || answers[0] instanceof Error) cb(err || answers[0]);
    else cb(null, answers[0]);
  };
}

/**
 * @param {unknown} given
 * @returns {[err: any, list: any[]]}
 */
function listOf(given) {
  try {
    return [null, plainList(given)];
  } catch (err) {
    return [toError(err), []];
  }
}

/** @type {(outcome: { err: any, value: any }) => number | Error} */
function countOf({ err, value }) {
  if (err) return toError(err);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  return makeError('EINVAL', `got a ${typeof value}, expected the number of members`);
}

/** @type {(outcome: { err: any, value: any }) => boolean | Error} */
function truthOf({ err, value }) {
  return err ? toError(err) : Boolean(value);
}

/**
 * @param {string} method
 * @param {string} what
 */
function lacks(method, what) {
  return makeError('ENOTSUP', `${method}: the channelManager has no ${what}`);
}

module.exports = CustomManager;
