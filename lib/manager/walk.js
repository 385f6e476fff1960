'use strict';

const { plainError } = require('../error');
const loadNative = require('../native');
const { READ } = require('./kinds');

/** How many keys a server looks at in one step. */
const COUNT = '1000';

/**
 * @typedef {object} Source what is walked over: a session, or what is as one here
 * @property {import('./session')['run']} run
 * @property {number} connection other than before: perhaps it is another server, with cursors of its own
 *
 * @param {Source} source
 * @param {string} pattern
 * @param {(keys: string[], next: (err?: any) => void) => void} onKeys
 * @param {import('./session').Callback} cb (null), (err)
 * @returns {number} the addon's code: not 0, it has not begun, and cb is not called
 */
function walk(source, pattern, onKeys, cb) {
  let { connection } = source;

  /** @param {string} cursor */
  const step = (cursor) => source.run(READ, [['SCAN', cursor, 'MATCH', pattern, 'COUNT', COUNT]], onAnswer);

  /** @param {string} cursor */
  const goOn = (cursor) => {
    const code = step(cursor);
    if (code !== 0) cb(cutShort(code));
  };

  /** @type {import('./session').Callback} */
  const onAnswer = (err, answers) => {
    const [answer] = answers || [];
    if (err || answer instanceof Error) return cb(err || answer);
    if (!answer || !CURSOR.test(answer[0])) return cb(plainError('EPROTOCOL', 'what SCAN answered is no cursor'));
    const [cursor, ...keys] = answer;
    if (keys.length === 0) return onward(null, cursor);
    onKeys(keys, (failure) => onward(failure, cursor));
  };

  /** @type {(err: any, cursor: string) => void} */
  const onward = (err, cursor) => {
    const isAnother = connection !== source.connection;
    connection = source.connection;
    if (err) return cb(err);
    if (isAnother) return goOn('0');
    if (cursor !== '0') return goOn(cursor);
    cb(null);
  };

  return step('0');
}

const CURSOR = /^\d{1,20}$/;

/** @param {number} code */
function cutShort(code) {
  return plainError(loadNative().codes[code] || 'ESTATE', 'the walk over the keys was cut short');
}

module.exports = walk;
