'use strict';

const { ONCE } = require('../manager/kinds');
const { splitEntry } = require('../membership/keys');
const { reading, indexRemoval, memberRemoval, questions, indexAddition } = require('./commands');

/**
 * One attempt to take users out of their channels on this frontend: their index is
 * read, then entries and members are removed. Who is back when the removal is to be
 * sent keeps his channels. Nothing is sent twice: what is lost is for a new attempt.
 *
 * Of whom something may have been removed, and who is back: where he is still a
 * member he gets the entry again, without which he could not leave.
 *
 * @typedef {import('./waiting').Leaving} Leaving
 * @typedef {import('./commands').Command} Command
 *
 * @typedef {object} Where
 * @property {any} session
 * @property {string} prefix
 * @property {string} sid
 * @property {string[]} ids of the registered servers
 * @property {(uid: string) => boolean} isBack
 *
 * @typedef {object} Outcome
 * @property {Leaving[]} gone those who are in no channel any more
 * @property {Leaving[]} again those for a new attempt
 * @property {any} failure why
 * @property {number} refused so many Redis will not let leave
 * @property {any} refusal why
 */
class Attempt {
  /**
   * @param {Where} where
   * @param {Leaving[]} users
   * @param {(outcome: Outcome) => void} cb perhaps from inside
   */
  constructor(where, users, cb) {
    this._where = where;
    this._cb = cb;
    /** @type {Set<Leaving>} of whom nothing is decided yet */
    this._open = new Set(users);
    /** @type {Leaving[]} who are back, and of whom something may have been removed */
    this._kept = [];
    /** @type {Outcome} */
    this._outcome = { gone: [], again: [], failure: null, refused: 0, refusal: null };
  }

  begin() {
    this._stopThoseBack();
    const users = [...this._open];
    this._run(reading(this._where.prefix, users), (answers) => {
      this._stopThoseBack();
      users.forEach((user, i) => this._open.has(user) && this._note(user, answers[i] || []));
      this._remove();
    });
  }

  /** @type {(user: Leaving, entries: string[]) => void} */
  _note(user, entries) {
    const { ids, sid } = this._where;
    for (const entry of entries) {
      const place = splitEntry(entry, ids);
      if (place && place.sid === sid) user.names.add(place.name);
    }
  }

  /** In one write where commands keep their order; else each is asked after once more before he is no member. */
  _remove() {
    const { session, prefix, sid } = this._where;
    const index = indexRemoval(prefix, sid, [...this._open]);
    if (session.ordered) return this._run(index.concat(memberRemoval(prefix, sid, [...this._open])), () => this._removed());
    this._run(index, () => {
      this._stopThoseBack();
      this._run(memberRemoval(prefix, sid, [...this._open]), () => this._removed());
    });
  }

  _removed() {
    this._outcome.gone = [...this._open];
    this._open = new Set(this._kept);
    this._kept = [];
    const asked = questions(this._where.prefix, this._where.sid, [...this._open]);
    this._run(asked, (answers) => {
      /** @type {Map<Leaving, string[]>} */
      const users = new Map();
      asked.forEach(({ users: [user], name }, i) => isYes(answers[i]) && users.set(user, (users.get(user) || []).concat(name)));
      this._run(indexAddition(this._where.prefix, this._where.sid, users), () => this._cb(this._outcome));
    });
  }

  _stopThoseBack() {
    for (const user of this._open) {
      if (!this._where.isBack(user.uid)) continue;
      this._open.delete(user);
      if (user.names.size > 0) this._kept.push(user);
    }
  }

  /**
   * @param {Command[]} commands
   * @param {(answers: any[]) => void} next nothing in the place of what was refused
   */
  _run(commands, next) {
    if (commands.length === 0) return next([]);
    const { session } = this._where;
    const code = session.run(ONCE, commands.map(({ words }) => words), (/** @type {any} */ err, /** @type {any[]} */ answers) => {
      if (err) return this._fail(err);
      next(commands.map((command, i) => (answers[i] instanceof Error ? this._refused(command, answers[i]) : answers[i])));
    });
    if (code !== 0) this._fail(session.refusal(code));
  }

  /** @param {any} err nothing was answered */
  _fail(err) {
    this._outcome.failure = err;
    this._outcome.again.push(...this._open, ...this._kept);
    this._cb(this._outcome);
  }

  /**
   * @param {Command} command
   * @param {any} err
   */
  _refused({ users }, err) {
    const isForNow = err.code !== 'EREPLY' || FOR_NOW.has(err.reply);
    for (const user of users) {
      if (!this._open.delete(user)) continue;
      if (isForNow) this._outcome.again.push(user);
      else this._outcome.refused++;
    }
    if (isForNow) this._outcome.failure = err;
    else this._outcome.refusal = err;
  }
}

/** What a server refuses that will take it later, or that is not the one to be asked. */
const FOR_NOW = new Set(['READONLY', 'LOADING', 'MASTERDOWN', 'CLUSTERDOWN', 'TRYAGAIN', 'MOVED', 'ASK', 'BUSY', 'MISCONF', 'NOREPLICAS']);

/** @param {string[] | undefined} answer */
function isYes(answer) {
  return answer !== undefined && answer[0] === '1';
}

module.exports = Attempt;
