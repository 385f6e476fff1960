'use strict';

// @ts-ignore: it comes without types
const { getLogger } = require('pomelo-logger');

/**
 * A log in Pomelo's own category, so that the application's log4js
 * configuration reaches it.
 *
 * @param {string} filename
 * @returns {Record<'info' | 'warn' | 'error', (format: string, ...args: unknown[]) => void>}
 */
module.exports = (filename) => getLogger('pomelo', filename);
