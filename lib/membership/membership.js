'use strict';

const later = require('../later');
const { NOT_STARTED } = require('../manager/base');
const { readTexts } = require('./texts');
const { placesOf, reindex } = require('./userIndex');
const Writes = require('./writes');

/**
 * @typedef {import('../manager/session').Callback} Callback
 * @typedef {import('./userIndex').Place} Place
 */

/** What is asked and done beyond one channel and one user at a time. */
class Membership extends Writes {
  /**
   * One SMEMBERS for each user, in one write.
   *
   * @param {any} uid one or a list
   * @param {Callback} cb (null, { sid: [names] }); of a list (null, { uid: { sid: [names] } }), without a prototype;
   *   (err): ESTATE without userIndex
   */
  getChannelsByUid(uid, cb) {
    this._lookUp('getChannelsByUid', uid, channelsOf, cb);
  }

  /**
   * Likewise.
   *
   * @param {any} uid one or a list
   * @param {Callback} cb (null, sids); of a list (null, { uid: sids }), without a prototype; (err)
   */
  getSidsByUid(uid, cb) {
    this._lookUp('getSidsByUid', uid, sidsOf, cb);
  }

  /**
   * SCAN and SSCAN over all members, in steps, and SADD of what the index lacks. It removes nothing.
   *
   * @param {Callback} cb (null, number of entries added), (err): ESTATE without userIndex
   */
  reindex(cb) {
    if (!this.hasIndex) return this._lacksIndex('reindex', cb);
    const session = this._connection.session;
    this._answer(session ? reindex(session, this.options.prefix, () => this.ids(), cb) : NOT_STARTED, cb);
  }

  /**
   * @param {string} method
   * @param {any} uid
   * @param {(places: Place[]) => any} read
   * @param {Callback} cb
   */
  _lookUp(method, uid, read, cb) {
    if (!this.hasIndex) return this._lacksIndex(method, cb);
    const { texts, isList, wrong } = readTexts('uid', uid);
    if (wrong) return later(cb, () => [wrong]);
    const session = this._connection.session;
    if (!session) return this._answer(NOT_STARTED, cb);
    if (texts.length === 0) return later(cb, () => [null, Object.create(null)]);
    this._inTurn(session, texts, [], false, cb, (done, over) => {
      placesOf(session, this.options.prefix, texts, this.ids(), (err, /** @type {Place[][]} */ places) => {
        if (err) return done(err);
        if (!isList) return done(null, read(places[0]));
        done(null, Object.assign(Object.create(null), Object.fromEntries(texts.map((text, i) => [text, read(places[i])]))));
      });
      if (session.ordered) over();
      return 0;
    });
  }
}

/** @param {Place[]} places */
function channelsOf(places) {
  /** @type {Map<string, string[]>} */
  const sids = new Map();
  for (const { sid, name } of places) {
    const names = sids.get(sid);
    if (names) names.push(name);
    else sids.set(sid, [name]);
  }
  return Object.fromEntries(sids);
}

/** @param {Place[]} places */
function sidsOf(places) {
  return [...new Set(places.map(({ sid }) => sid))];
}

module.exports = Membership;
