'use strict';

const { toError } = require('../error');
const { Calls } = require('./calls');
const { plainList } = require('./lists');
const { reasons } = require('./reasons');
const logger = require('../log')(__filename);

/**
 * @typedef {import('./types').Callback} Callback
 * @typedef {import('./types').Receiver} Receiver
 */

/**
 * A channel manager that keeps the promises about callbacks, made of one that
 * promises nothing: it may call back at once, twice or never, throw or reject.
 * Here each callback is called exactly once, on a later turn, in the async
 * context of its caller, and what it throws is nobody else's affair.
 *
 * Calls that the manager leaves open fail when it is stopped.
 */
class Exactly {
  /** @param {any} manager as the application gave it */
  constructor(manager) {
    this._manager = manager;
    /** Those that stop lets finish. */
    this._calls = new Calls();
    this._life = new Calls();
    /** @type {any} as stop was given it */
    this._force = false;
    /** @type {Promise<any[]> | null} what the manager's stop calls back with */
    this._stopping = null;
  }

  /** @param {Callback} cb */
  clean(cb) {
    this._ask(this._life, 'clean', [], cb);
  }

  /** @param {Callback} cb */
  start(cb) {
    this._stopping = null;
    if (this._has('start')) this._ask(this._life, 'start', [], cb);
    else setImmediate(cb);
  }

  /**
   * The manager may drop its calls when it is stopped, so it is stopped after
   * they have finished. Who comes meanwhile joins, and with force makes them hurry.
   *
   * @param {any} force
   * @param {Callback} cb
   */
  stop(force, cb) {
    this._force = this._force || force;
    if (force) this._calls.fail();
    this._stopping = this._stopping || this._end();
    this._stopping.then((args) => cb(...args));
  }

  async _end() {
    await this._calls.drain(this._force);
    const force = this._force;
    this._force = false;
    const args = await new Promise((resolve) => {
      if (!this._has('stop')) setImmediate(resolve, []);
      else this._ask(this._life, 'stop', [force], (...args) => resolve(args));
    });
    this._stopping = null;
    return args;
  }

  /**
   * One question for all sids when the manager knows `getMembers`, else one
   * each, so that a slow answer keeps nobody else waiting.
   *
   * @param {unknown} name
   * @param {string[]} sids
   * @param {Receiver} receiver
   */
  readMembers(name, sids, receiver) {
    if (sids.length === 0) setImmediate(() => receiver.end());
    else if (this._has('getMembers')) this._readAtOnce(name, sids, receiver);
    else this._readOneByOne(name, sids, receiver);
  }

  /** @type {Exactly['readMembers']} */
  _readAtOnce(name, sids, receiver) {
    // A copy: what a manager does with it must not move uids to another server.
    this._call('getMembers', [name, sids.slice()], (err, lists) => {
      if (err) return receiver.refused(err);
      sids.forEach((_, i) => tell(receiver, i, () => Object(lists)[i]));
      receiver.end();
    });
  }

  /** @type {Exactly['readMembers']} */
  _readOneByOne(name, sids, receiver) {
    let open = sids.length;
    sids.forEach((sid, i) => this._call('getMembersBySid', [name, sid], (err, list) => {
      if (err) receiver.members(i, err, []);
      else tell(receiver, i, () => list);
      if (--open === 0) receiver.end();
    }));
  }

  /**
   * Whether it has this one, of those that are optional. What is wrong with one
   * that cannot be looked at is found out by asking.
   *
   * @param {string} method
   */
  _has(method) {
    try {
      return typeof Object(this._manager)[method] === 'function';
    } catch {
      return true;
    }
  }

  /** @type {(method: string, args: unknown[], cb: Callback) => void} */
  _call(method, args, cb) {
    this._ask(this._calls, method, args, cb);
  }

  /**
   * @param {Calls} calls among which it is open
   * @param {string} method
   * @param {unknown[]} args
   * @param {Callback} cb
   */
  _ask(calls, method, args, cb) {
    const call = calls.open(cb);
    const answer = (/** @type {any[]} */ ...given) => calls.answerLater(call, ...given);
    const failed = (/** @type {unknown} */ err) => {
      if (answer(toError(err))) return;
      logger.error('channelManager.%s failed after calling back: %s', method, reasons(err));
    };
    try {
      const result = this._manager[method](...args, answer);
      if (result && typeof result.then === 'function') result.then(undefined, failed);
    } catch (err) {
      failed(err);
    }
  }
}

/**
 * @param {Receiver} receiver
 * @param {number} index
 * @param {() => unknown} read
 */
function tell(receiver, index, read) {
  let uids;
  try {
    uids = plainList(read());
  } catch (err) {
    return receiver.members(index, toError(err), []);
  }
  receiver.members(index, null, uids);
}

module.exports = Exactly;
