'use strict';

const Call = require('../call');
const Base = require('../manager/base');
const Turns = require('./turns');

/** @typedef {import('../manager/session').Callback} Callback */

/** With the users' index some calls take several steps; what is called behind them is done behind them. */
class Ordered extends Base {
  /**
   * @param {any} app
   * @param {any} opts
   */
  constructor(app, opts) {
    super(app, opts);
    this.hasIndex = this.options.userIndex || this.options.leaveOnClose;
    this._turns = new Turns();
  }

  /**
   * Whether a call of several steps is under way, or waits, that changes one of these channels.
   *
   * @param {string[]} names
   */
  _isBusy(names) {
    return this.hasIndex && !this._turns.isFree([], names);
  }

  /**
   * Does what takes several steps, or stands behind that, when its turn has come.
   *
   * @param {any} session
   * @param {string[]} users
   * @param {string[]} channels
   * @param {boolean} isWhole
   * @param {Callback} cb
   * @param {(done: Callback, over: () => void, call: Call) => number} work gives the addon's code; else `done` is called, later
   */
  _inTurn(session, users, channels, isWhole, cb, work) {
    if (this._turns.waiting >= this.options.maxQueue) return this._answer(session.codeOf('EQUEUEFULL'), cb);
    const call = new Call(cb);
    let isInside = true;
    this._turns.take(users, channels, isWhole, (over) => {
      const done = (/** @type {any[]} */ ...args) => {
        over();
        call.answer(...args);
      };
      const code = work(done, over, call);
      if (code !== 0 && isInside) setImmediate(done, session.refusal(code));
      else if (code !== 0) done(session.refusal(code));
    });
    isInside = false;
  }

  /**
   * Asks when such calls, made before, have been made.
   *
   * @param {any} session
   * @param {string[]} names
   * @param {Callback} cb
   * @param {(told: Callback, some?: Callback) => number} ask gives the addon's code
   * @param {Callback} [onSome]
   */
  _askBehind(session, names, cb, ask, onSome) {
    this._inTurn(session, [], names, true, cb, (done, over, call) => {
      const code = ask(done, onSome && ((lists) => call.inform(onSome, lists)));
      over();
      return code;
    });
  }
}

module.exports = Ordered;
