'use strict';

const Asker = require('../../ask/asker');
const { plainError } = require('../../error');
const { show } = require('../../options/addresses');
const { masterIn, epochIn, sentinelsIn, MOST } = require('./answers');

/**
 * The Sentinels of a group, those of the options and those that they name, and
 * questions to them: one connection for each, while there is something to ask.
 *
 * @typedef {import('../../options').Options} Options
 * @typedef {import('../announced').Address} Address
 *
 * @typedef {object} Sentinel
 * @property {string} where
 * @property {Address} address
 * @property {boolean} isSeed
 * @property {number} wrong how often in a row it has named one who was no master
 *
 * @typedef {import('./judge').Vote & { sentinel: Sentinel }} CastVote
 */

/** For an answer, connecting included, in ms. */
const LIMIT = 500;
/** Connections that nobody uses end after so long, in ms. */
const IDLE = 10000;
/** One who has named so many in a row who were no masters comes last. */
const WRONG = 3;

class Panel {
  /** @param {Options} options */
  constructor(options) {
    this._options = options;
    this._name = /** @type {string} */ (options.name);
    /** @type {Map<string, Asker>} */
    this._askers = new Map();
    /** @type {NodeJS.Timeout | null} */
    this._idle = null;
    this._isOver = false;
    const seeds = /** @type {Address[]} */ (options.sentinels).map((address) => sentinel(address, true));
    /** @type {Map<string, Sentinel>} */
    this._seeds = new Map(seeds.map((seed) => [seed.where, seed]));
    this.sentinels = [...this._seeds.values()];
  }

  /**
   * Whom it would have for the master.
   *
   * @param {Sentinel} sentinel
   * @param {(error: any, vote: CastVote | null) => void} cb code EREPLY also where it does not know the group
   */
  vote(sentinel, cb) {
    /** @type {any} */
    let address = null;
    this._ask(sentinel, ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', this._name], (error, reply) => {
      address = error || masterIn(reply, this._options.natMap);
    });
    this._ask(sentinel, ['SENTINEL', 'MASTER', this._name], (error, reply) => {
      if (address instanceof Error) cb(address, null);
      else if (!address) cb(address === null ? this._unknown(sentinel) : strange(sentinel), null);
      else cb(null, { sentinel, address, epoch: error ? -1 : epochIn(reply), isLast: sentinel.wrong >= WRONG });
    });
  }

  /**
   * Asks all for the others. Those that nobody names any more are forgotten, the seeds never.
   *
   * @param {() => void} cb `sentinels` is as new as can be
   */
  learn(cb) {
    /** @type {Address[] | null} */
    let named = null;
    let left = this.sentinels.length;
    for (const each of this.sentinels) {
      this._ask(each, ['SENTINEL', 'SENTINELS', this._name], (error, reply) => {
        const others = error ? undefined : sentinelsIn(reply, this._options.natMap);
        if (others) named = (named || [each.address]).concat(each.address, others);
        if (--left > 0) return;
        if (named) this._know(named);
        cb();
      });
    }
  }

  close() {
    this._isOver = true;
    this._rest();
  }

  /** @param {Address} address */
  targetOf({ host, port }) {
    const { sentinelUsername: username, sentinelPassword: password, sentinelTLS: tls } = this._options;
    return { host, port, username, password, tls };
  }

  /** @type {(sentinel: Sentinel, args: string[], cb: import('../../ask/asker').Answer) => void} */
  _ask(sentinel, args, cb) {
    const { where } = sentinel;
    let asker = this._askers.get(where);
    if (!asker || asker.isOver) asker = new Asker(this.targetOf(sentinel.address));
    this._askers.set(where, asker);
    asker.ask(args, LIMIT, (error, reply) => {
      if (!this._isOver) cb(error, reply);
    });
    if (this._idle) this._idle.refresh();
    else this._idle = setTimeout(() => this._rest(), IDLE);
  }

  _rest() {
    if (this._idle) clearTimeout(this._idle);
    this._idle = null;
    for (const asker of this._askers.values()) asker.close();
    this._askers.clear();
  }

  /** @param {Address[]} addresses */
  _know(addresses) {
    const known = new Map(this._seeds);
    const before = new Map(this.sentinels.map((each) => [each.where, each]));
    for (const address of addresses) {
      const where = show(address);
      if (known.size < MOST && !known.has(where)) known.set(where, before.get(where) || sentinel(address, false));
    }
    this.sentinels = [...known.values()];
  }

  /** @param {Sentinel} sentinel */
  _unknown({ where }) {
    return plainError('EREPLY', `the Sentinel at ${where} knows no master called ${this._name}; check the option name`, { reply: 'ERR' });
  }
}

/** @type {(address: Address, isSeed: boolean) => Sentinel} */
function sentinel(address, isSeed) {
  return { where: show(address), address, isSeed, wrong: 0 };
}

/** @param {Sentinel} sentinel */
function strange({ where }) {
  return plainError('EPROTOCOL', `the Sentinel at ${where} names no address`);
}

module.exports = Panel;
