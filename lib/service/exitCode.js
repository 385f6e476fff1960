'use strict';

const logger = require('../log')(__filename);
const { reasons } = require('./reasons');

/**
 * What the process ends with when Pomelo could not start the service: then the
 * server never comes up, nothing keeps its process alive, and whoever
 * supervises it would take a 0 for the end of its work.
 */
class ExitCode {
  /** @param {unknown} err why the service has not started */
  fail(err) {
    logger.error('this server is not going to work: the global channel service has not started: %s', reasons(err));
    if (process.exitCode !== undefined && !isOurs) return;
    process.exitCode = 1;
    isOurs = true;
    failed.add(this);
  }

  /** It has started all the same. What somebody else has set stays. */
  takeBack() {
    failed.delete(this);
    if (!isOurs || failed.size > 0) return;
    if (process.exitCode === 1) process.exitCode = undefined;
    isOurs = false;
  }
}

/** Those of the process that have not started; one may hold several applications. */
const failed = new Set();
/** Whether its exit code was set here. */
let isOurs = false;

module.exports = ExitCode;
