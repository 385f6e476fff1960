'use strict';

const Asker = require('../../ask/asker');
const { show } = require('../../options/addresses');
const { rank, choose } = require('./judge');
const reasonOf = require('./reason');

/**
 * One question to all Sentinels at once, who the master is, and to whom they
 * name, whether that is so.
 *
 * @typedef {import('./panel').CastVote} CastVote
 * @typedef {import('./judge').Candidate} Candidate
 * @typedef {import('../announced').Address} Address
 *
 * @typedef {object} Outcome
 * @property {Candidate | null} found
 * @property {any} error why nobody is found; `fatal`: asking again does not help
 */

/** For a node to say what it is, connecting included, in ms. */
const LIMIT = 500;

class Round {
  /**
   * @param {import('../../options').Options} options
   * @param {import('./panel')} panel
   * @param {{ current: string | null, told: Address | null }} known whom we have, and whom a message has named
   * @param {(outcome: Outcome) => void} cb once, later, unless it is cancelled
   */
  constructor(options, panel, { current, told }, cb) {
    this._options = options;
    this._current = current;
    this._cb = cb;
    this._isOver = false;
    /** @type {(CastVote | import('./judge').Vote)[]} */
    this._votes = told ? [{ address: told, epoch: Infinity, isLast: false }] : [];
    /** @type {Error[]} */
    this._errors = [];
    /** @type {Map<string, boolean>} */
    this._masters = new Map();
    /** @type {Map<string, Asker>} */
    this._askers = new Map();
    this._left = panel.sentinels.length;
    this._seeds = panel.sentinels.filter(({ isSeed }) => isSeed).length;
    for (const { address } of this._votes) this._look(address);
    for (const sentinel of panel.sentinels) panel.vote(sentinel, (error, vote) => this._onVote(error, vote));
  }

  cancel() {
    this._isOver = true;
    for (const asker of this._askers.values()) asker.close();
  }

  /** @type {(error: any, vote: CastVote | null) => void} */
  _onVote(error, vote) {
    if (this._isOver) return;
    this._left--;
    if (vote) {
      this._votes.push(vote);
      this._look(vote.address);
    } else {
      this._errors.push(error);
    }
    this._judge();
  }

  /**
   * Asks one who is named what it is: one who does not know the question, or may
   * not answer, is believed.
   *
   * @param {Address} address
   */
  _look(address) {
    const where = show(address);
    if (this._askers.has(where)) return;
    const { username, password, tls } = this._options;
    const asker = new Asker({ ...address, username, password, tls });
    this._askers.set(where, asker);
    asker.ask(['ROLE'], LIMIT, (error, reply) => {
      asker.close();
      if (this._isOver) return;
      const isMaster = error ? error.code === 'EREPLY' : Array.isArray(reply) && reply[0] === 'master';
      if (!isMaster) this._errors.push(error || new Error(`Redis at ${where} is no master`));
      this._masters.set(where, isMaster);
      this._judge();
    });
  }

  _judge() {
    if (this._left > 0) return;
    const found = choose(rank(this._votes, this._current), this._current, this._masters);
    if (found === undefined) return;
    this.cancel();
    this._count();
    this._cb({ found, error: found ? null : reasonOf(this._options, this._errors, this._votes.length, this._seeds) });
  }

  /** Who was right, and who not. Whom we have may be away for a while: to name that one is no fault. */
  _count() {
    for (const vote of this._votes) {
      const where = show(vote.address);
      const isMaster = where === this._current ? undefined : this._masters.get(where);
      if ('sentinel' in vote && isMaster !== undefined) vote.sentinel.wrong = isMaster ? 0 : vote.sentinel.wrong + 1;
    }
  }
}

module.exports = Round;
