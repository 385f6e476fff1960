'use strict';

const { identity, once, without } = require('./items');
const { plainList } = require('./lists');
const { Push } = require('./push');

/**
 * One push to certain users, on whatever frontends they are: a user has missed
 * it when no frontend has reached him.
 */
class PushByUids extends Push {
  /**
   * @param {ConstructorParameters<typeof Push>[0]} to
   * @param {ConstructorParameters<typeof Push>[1]} what
   * @param {import('./calls').Calls} calls
   * @param {import('./types').Callback} done (err), (null, failIds)
   * @param {string[]} uids
   * @throws {Error} EINVAL: opts.except
   */
  constructor(to, what, calls, done, uids) {
    super(to, what, calls, done);
    this._method = 'pushMessageByUids';
    /** Each once, without those who are excepted. */
    this.uids = once(this._except ? without(uids, this._except) : uids);
    /** @type {Set<any>} */
    this._found = new Set();
  }

  /** @type {(uids: any[], fails: any[]) => void} */
  _told(uids, fails) {
    const missed = new Set(plainList(fails).map(identity));
    for (const uid of uids) if (!missed.has(uid)) this._found.add(uid);
  }

  _missed() {
    return this.uids.filter((uid) => !this._found.has(uid));
  }
}

/**
 * Tells on which frontends users are: what the index says of them, or, without
 * one, that anybody may be anywhere.
 *
 * @param {any} manager
 * @param {string[]} uids
 * @param {string[]} sids of the frontends
 * @param {import('./types').Receiver} receiver
 */
function locate(manager, uids, sids, receiver) {
  if (uids.length === 0 || sids.length === 0) return void setImmediate(() => receiver.end());
  if (!manager.hasIndex) return void setImmediate(() => tell(sids.map(() => uids), receiver));
  manager.getSidsByUid(uids, (/** @type {any} */ err, /** @type {Record<string, string[]>} */ sidsOf) => {
    if (err) receiver.refused(err);
    else tell(group(uids, sids, sidsOf), receiver);
  });
}

/**
 * @param {string[]} uids
 * @param {any[]} sids numbers or texts
 * @param {Record<string, string[]>} sidsOf
 * @returns {string[][]} the uids on each
 */
function group(uids, sids, sidsOf) {
  const lists = new Map(sids.map((sid) => [String(sid), /** @type {string[]} */ ([])]));
  for (const uid of uids) {
    for (const sid of sidsOf[uid]) {
      const list = lists.get(sid);
      if (list) list.push(uid);
    }
  }
  return sids.map((sid) => lists.get(String(sid)) || []);
}

/**
 * @param {string[][]} lists
 * @param {import('./types').Receiver} receiver
 */
function tell(lists, receiver) {
  lists.forEach((uids, index) => receiver.members(index, null, uids));
  receiver.end();
}

module.exports = { PushByUids, locate };
