'use strict';

const Call = require('../call');
const { makeError, plainError } = require('../error');
const { textOf } = require('../ids');
const later = require('../later');
const { NOT_STARTED } = require('../manager/base');
const { WRITE } = require('../manager/kinds');
const EVERYWHERE = require('./everywhere');
const { indexCommands, memberCommands, portions } = require('./pairs');
const Reads = require('./reads');
const { inOrder, marked } = require('./steps');
const { readTexts, refuse } = require('./texts');
const { cleanIndex, leaveAll, unindex } = require('./userIndex');

/** @typedef {import('../manager/session').Callback} Callback */

/** What is written for several users or channels at once, and for the users' index. */
class Writes extends Reads {
  /** @type {Reads['clean']} */
  clean(cb) {
    const session = this._connection.session;
    if (!session || !this.hasIndex) return super.clean(cb);
    const call = new Call(cb);
    const code = cleanIndex(session, this.options.prefix, (err) => {
      const more = err ? 0 : session.clean((/** @type {any[]} */ ...args) => call.answer(...args));
      if (err || more !== 0) call.answer(err || session.refusal(more));
    });
    if (code !== 0) setImmediate(() => call.answer(session.refusal(code)));
  }

  /**
   * add and leave, of lists and with the index: one SADD or SREM for each channel and a thousand users, with
   * the index one more for each user and a thousand channels, all in one write.
   *
   * @param {'SADD' | 'SREM'} command
   * @param {any} name one or a list, as is uid
   * @param {any} uid
   * @param {any} sid
   * @param {Callback} cb (null), (err)
   */
  _change(command, name, uid, sid, cb) {
    const names = readTexts('name', name);
    const uids = readTexts('uid', uid);
    const wrong = names.wrong || uids.wrong;
    if (wrong) return later(cb, () => [wrong]);
    const server = textOf(sid);
    if (server === undefined) return refuse(cb, 'sid', sid);
    this._warnOfColon(server);
    const session = this._connection.session;
    if (!session) return this._answer(NOT_STARTED, cb);
    if (names.texts.length === 0 || uids.texts.length === 0) return later(cb, () => [null]);
    const { prefix } = this.options;
    const members = memberCommands(command, prefix, names.texts, uids.texts, server);
    const told = names.isList || uids.isList ? ofMany(members.length, cb) : cb;
    if (!this.hasIndex) return this._answer(session.run(WRITE, members, told), cb);
    const index = indexCommands(command, prefix, names.texts, uids.texts, server);
    const [first, second] = command === 'SADD' ? [members, index] : [index, members];
    if (session.ordered && this._turns.isFree(uids.texts, names.texts)) {
      return this._answer(inOrder(session, WRITE, first, second, told), cb);
    }
    this._inTurn(session, uids.texts, names.texts, false, told, (done, over) => {
      const code = inOrder(session, WRITE, first, second, done);
      if (session.ordered) over();
      return code;
    });
  }

  /**
   * One UNLINK for each channel and a thousand servers; with the index SSCAN before, in steps, and one SREM
   * for each member.
   *
   * @param {any} name one or a list
   * @param {() => string[]} frontends
   * @param {Callback} cb (null), () when there is no frontend server, (err)
   */
  _destroy(name, frontends, cb) {
    const names = readTexts('name', name);
    if (names.wrong) return later(cb, () => [names.wrong]);
    let sids;
    try {
      sids = frontends();
    } catch (cause) {
      const error = makeError('ESTATE', 'the application does not tell its servers', { cause });
      return later(cb, () => [error]);
    }
    for (const sid of sids) this._warnOfColon(sid);
    const session = this._connection.session;
    if (!session) return this._answer(NOT_STARTED, cb);
    if (names.isList && names.texts.length === 0) return later(cb, () => [null]);
    if (sids.length === 0) return later(cb, () => []);
    if (!names.isList && !this.hasIndex) return this._answer(session.destroy(names.texts[0], sids, cb), cb);
    const told = names.isList ? ofMany(names.texts.length, cb) : cb;
    const { prefix, maxQueue } = this.options;
    const destroy = (/** @type {Callback} */ over) => destroyAll(session, names.texts, sids, maxQueue, over);
    if (!this.hasIndex) return this._answer(destroy(told), cb);
    const places = names.texts.flatMap((channel) => sids.map((/** @type {string} */ sid) => ({ name: channel, sid })));
    this._inTurn(session, [], names.texts, true, told, (done) => {
      unindex(session, prefix, places, (err, refusal) => {
        if (err) return done(err);
        const code = destroy((failure) => done(refusal || failure));
        if (code !== 0) done(marked(refusal || session.refusal(code)));
      });
      return 0;
    });
  }

  /**
   * Takes users out of all their channels. One SMEMBERS for each, then one SREM for each user and a thousand
   * channels, and one for each channel and a thousand users: two round trips.
   *
   * @param {any} uid one or a list
   * @param {any} sid or EVERYWHERE
   * @param {Callback} cb (null, names): each once, in no order; (err): ESTATE without userIndex
   */
  leaveAll(uid, sid, cb) {
    if (!this.hasIndex) return this._lacksIndex('leaveAll', cb);
    const uids = readTexts('uid', uid);
    if (uids.wrong) return later(cb, () => [uids.wrong]);
    const server = sid === EVERYWHERE ? sid : textOf(sid);
    if (server === undefined) return refuse(cb, 'sid', sid);
    const session = this._connection.session;
    if (!session) return this._answer(NOT_STARTED, cb);
    if (uids.texts.length === 0) return later(cb, () => [null, []]);
    const users = [...new Set(uids.texts)];
    this._inTurn(session, users, [], true, cb, (done) => {
      leaveAll(session, this.options.prefix, users, server, this.ids(), done);
      return 0;
    });
  }

  /** @type {(method: string, cb: Callback) => void} */
  _lacksIndex(method, cb) {
    const error = plainError('ESTATE', `${method}: there is no index of users; set the option userIndex to true, on all servers`);
    later(cb, () => [error]);
  }
}

/**
 * What the caller of many is told.
 *
 * @type {(count: number, cb: Callback) => Callback}
 */
function ofMany(count, cb) {
  return (/** @type {any} */ cause, ...rest) => {
    if (!cause) return cb(cause, ...rest);
    const { code, reply } = cause;
    const maybe = cause.maybeExecuted || code === 'EREPLY' && count > 1;
    const text = `not all of the list was done; the first that failed: ${cause.message}`;
    cb(plainError(code, text, { cause, ...reply ? { reply } : {}, ...maybe ? { maybeExecuted: true } : {} }));
  };
}

/**
 * @param {any} session
 * @param {string[]} names
 * @param {string[]} sids
 * @param {number} maxQueue
 * @param {Callback} cb (null), (err): the first that failed; all are tried
 * @returns {number} the addon's code: not 0, nothing was sent
 */
function destroyAll(session, names, sids, maxQueue, cb) {
  const calls = names.flatMap((name) => portions(sids).map((part) => ({ name, part })));
  if (session.pending + calls.length > maxQueue) return session.codeOf('EQUEUEFULL');
  /** @type {any[]} */
  const failures = [];
  let open = calls.length;
  for (let i = 0; i < calls.length; i++) {
    const over = (/** @type {any} */ err) => {
      failures[i] = err;
      if (--open === 0) cb(failures.find(Boolean) || null);
    };
    const code = session.destroy(calls[i].name, calls[i].part, over);
    if (code !== 0 && i === 0) return code;
    if (code !== 0) setImmediate(over, marked(session.refusal(code)));
  }
  return 0;
}

module.exports = Writes;
