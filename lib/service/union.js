'use strict';

const { toError } = require('../error');
const { join } = require('./lists');
const { once } = require('./items');

/** @typedef {import('./types').Receiver} Receiver */

/**
 * Several channels that a receiver is told of as if they were one. What it is
 * told of a server are those who are in any of them, each once, in the order of
 * the channels, as soon as all have told of that server; and with them the first
 * reason why one of the channels has not.
 */
class Union {
  /**
   * @param {number} size how many channels
   * @param {string[]} sids
   * @param {Receiver} receiver
   */
  constructor(size, sids, receiver) {
    this._sids = sids;
    this._receiver = receiver;
    this._open = size;
    /** @type {any} why a channel told nothing */
    this._refusal = null;
    this._refused = 0;
    this._size = size;
    /** @type {{ open: number, lists: (any[] | Error)[] }[]} by server */
    this._told = sids.map(() => ({ open: size, lists: [] }));
  }

  /**
   * @param {number} at which channel
   * @returns {Receiver} of its members
   */
  channel(at) {
    return {
      members: (index, err, uids) => this.tell(index, at, err ? toError(err) : uids),
      end: () => this._end(),
      refused: (err) => {
        this._refused++;
        this._refusal = this._refusal || err;
        this._sids.forEach((_, index) => this.tell(index, at, toError(err)));
        this._end();
      },
    };
  }

  /** @type {(index: number, at: number, list: any[] | Error) => void} of a server, the members in a channel */
  tell(index, at, list) {
    const told = this._told[index];
    told.lists[at] = list;
    if (--told.open > 0 || this._refused === this._size) return;
    unite(index, told.lists, this._receiver);
    told.lists = [];
  }

  _end() {
    if (--this._open > 0) return;
    if (this._refused === this._size) this._receiver.refused(this._refusal);
    else this._receiver.end();
  }
}

/**
 * @param {number} index of the server
 * @param {(any[] | Error | undefined)[]} lists its members in each channel
 * @param {Receiver} receiver
 */
function unite(index, lists, receiver) {
  const failure = lists.find((list) => list instanceof Error) || null;
  const good = /** @type {any[][]} */ (lists.filter((list) => Array.isArray(list) && list.length > 0));
  receiver.members(index, failure, good.length > 0 ? once(join(good)) : []);
}

module.exports = { Union };
