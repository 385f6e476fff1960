'use strict';

const direct = require('./direct');

/**
 * What Redis itself says is in a set.
 *
 * @param {number} port
 * @param {string} key
 * @returns {Promise<string[]>}
 */
module.exports = async (port, key) => (await direct(port, [['SMEMBERS', key]]))[0].map(String);
