'use strict';

const answer = require('./answer');
const Asks = require('./asks');
const { Calls } = require('./calls');
const { refuse } = require('./life');
const Servers = require('./servers');

/** @typedef {import('./types').Callback} Callback */

/**
 * What a service asks of its manager beside the calls that every game makes all
 * the time.
 */
class MembershipService {
  /**
   * @param {import('./types').App} app
   * @param {any} manager one that keeps the promises about callbacks
   * @param {number} pushTimeout
   */
  constructor(app, manager, pushTimeout) {
    this.app = app;
    this._manager = manager;
    this._servers = new Servers(app);
    this._asks = new Asks(app, pushTimeout);
    this._pushes = new Calls();
    this.isStarted = false;
  }

  /**
   * @param {string} method
   * @param {unknown[]} args
   * @param {unknown} cb
   */
  _call(method, args, cb) {
    return answer(method, cb, (done) => {
      if (this.isStarted) this._manager[method](...args, done);
      else refuse(done);
    });
  }
}

module.exports = MembershipService;
