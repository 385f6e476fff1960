'use strict';

const direct = require('./direct');

/**
 * What Redis itself says is in a set.
 *
 * @param {import('../places').Place} place
 * @param {string} key
 * @returns {Promise<string[]>}
 */
module.exports = async (place, key) => (await direct(place, [['SMEMBERS', key]]))[0].map(String);
