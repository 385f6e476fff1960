'use strict';

const { READ } = require('../manager/kinds');

/** @typedef {import('../manager/session').Callback} Callback */

/**
 * How many members each of these keys has, without reading them: one SCARD each,
 * in one write.
 *
 * @param {any} session
 * @param {string[]} keys
 * @param {Callback} cb (null, counts): a number for each, or the Error with which Redis refused it; (err)
 * @returns {number} the addon's code
 */
function countAll(session, keys, cb) {
  return session.run(READ, keys.map((key) => ['SCARD', key]), numbers(Number, cb));
}

/**
 * Which of these keys have this member: one SISMEMBER each, in one write.
 *
 * @param {any} session
 * @param {string[]} keys
 * @param {string} uid
 * @param {Callback} cb (null, answers): true or false for each, or an Error; (err)
 * @returns {number} the addon's code
 */
function findIn(session, keys, uid, cb) {
  return session.run(READ, keys.map((key) => ['SISMEMBER', key, uid]), numbers((text) => text === '1', cb));
}

/**
 * @param {(text: string) => any} read
 * @param {Callback} cb
 * @returns {Callback} of a run whose answers are integers
 */
function numbers(read, cb) {
  return (err, answers) => {
    if (err) cb(err);
    else cb(null, Array.from(answers, (answer) => (answer instanceof Error ? answer : read(answer[0]))));
  };
}

module.exports = { countAll, findIn };
