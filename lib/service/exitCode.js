'use strict';

const logger = require('../log')(__filename);
const { reasons } = require('./reasons');

/**
 * What the process ends with when Pomelo could not start the service: then the
 * server never comes up, nothing keeps its process alive, and whoever
 * supervises it would take a 0 for the end of its work.
 */
class ExitCode {
  constructor() {
    this._isOurs = false;
  }

  /** @param {unknown} err why the service has not started */
  fail(err) {
    logger.error('this server is not going to work: the global channel service has not started: %s', reasons(err));
    if (process.exitCode !== undefined) return;
    process.exitCode = 1;
    this._isOurs = true;
  }

  /** It has started all the same. What somebody else has set stays. */
  takeBack() {
    if (this._isOurs && process.exitCode === 1) process.exitCode = undefined;
    this._isOurs = false;
  }
}

module.exports = ExitCode;
