'use strict';

const { createRequire } = require('node:module');
const { format } = require('node:util');

/** What pomelo-logger's loggers of the category write to. */
const logger = createRequire(require.resolve('pomelo-logger'))('log4js').getLogger('pomelo');

module.exports = { debugLines };

/**
 * @param {() => unknown} run may be async
 * @returns {Promise<string[]>} what is logged meanwhile at level debug, without the name of the file
 */
async function debugLines(run) {
  const lines = [];
  logger.debug = (...args) => lines.push(format(...args).replace(/^.*?(?=rpcNoDelay: )/, ''));
  try {
    await run();
  } finally {
    delete logger.debug;
  }
  return lines;
}
