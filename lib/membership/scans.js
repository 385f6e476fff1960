'use strict';

const { READ } = require('../manager/kinds');

/** So many sets are looked into at a time, and so many members of each. */
const SETS = 100;
const COUNT = '1000';

/**
 * Looks through the members of sets, in steps. What is no set is left out. Every
 * member who was there all the while comes, some more than once.
 *
 * Where it stands in a set means nothing to another server: behind a connection
 * that was lost all sets that are not done are looked through anew.
 *
 * @typedef {{ key: string, uids: string[] }} Found
 *
 * @param {any} session
 * @param {string[]} keys
 * @param {(found: Found[], next: (err?: any) => void) => void} onFound goes on with `next`, later; with an error it ends
 * @param {import('../manager/session').Callback} cb (null), (err), later
 */
function scanSets(session, keys, onFound, cb) {
  let { connection } = session;
  let open = keys.map(anew);
  if (open.length === 0) setImmediate(cb, null);
  else step();

  function step() {
    if (open.length === 0) return cb(null);
    if (connection !== session.connection) open = open.map(({ key }) => anew(key));
    connection = session.connection;
    const some = open.splice(0, SETS);
    const commands = some.map(({ key, cursor }) => ['SSCAN', key, cursor, 'COUNT', COUNT]);
    const code = session.run(READ, commands, (/** @type {any} */ err, /** @type {any[]} */ answers) => {
      const failure = err || answers.find(isFailure);
      if (failure) cb(failure);
      else note(some, answers);
    });
    if (code !== 0) setImmediate(cb, session.refusal(code));
  }

  /** @type {(some: { key: string }[], answers: any[]) => void} */
  function note(some, answers) {
    /** @type {Found[]} */
    const found = [];
    const isAnother = connection !== session.connection;
    some.forEach(({ key }, i) => {
      const [cursor = '0', ...uids] = answers[i] instanceof Error ? [] : answers[i] || [];
      if (isAnother || cursor !== '0') open.push({ key, cursor });
      if (uids.length > 0) found.push({ key, uids });
    });
    if (found.length === 0) step();
    else onFound(found, (err) => (err ? cb(err) : step()));
  }
}

/** @param {string} key */
function anew(key) {
  return { key, cursor: '0' };
}

/** @param {any} answer */
function isFailure(answer) {
  return answer instanceof Error && /** @type {any} */ (answer).reply !== 'WRONGTYPE';
}

module.exports = scanSets;
