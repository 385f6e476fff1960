'use strict';

const { READ } = require('../manager/kinds');

/** So many sets are looked into at a time, and so many members of each. */
const SETS = 100;
const COUNT = '1000';

/**
 * Looks through the members of sets, in steps. What is no set is left out. Every
 * member who was there all the while comes, some more than once.
 *
 * @typedef {{ key: string, uids: string[] }} Found
 *
 * @param {any} session
 * @param {string[]} keys
 * @param {(found: Found[], next: (err?: any) => void) => void} onFound goes on with `next`, later; with an error it ends
 * @param {import('../manager/session').Callback} cb (null), (err), later
 */
function scanSets(session, keys, onFound, cb) {
  let open = keys.map((key) => ({ key, cursor: '0' }));
  step();

  function step() {
    if (open.length === 0) return void setImmediate(cb, null);
    const { connection } = session;
    const some = open.splice(0, SETS);
    const commands = some.map(({ key, cursor }) => ['SSCAN', key, cursor, 'COUNT', COUNT]);
    const code = session.run(READ, commands, (/** @type {any} */ err, /** @type {any[]} */ answers) => {
      const failure = err || answers.find(isFailure);
      if (failure) return cb(failure);
      note(some, answers, connection !== session.connection);
    });
    if (code !== 0) setImmediate(cb, session.refusal(code));
  }

  /** @type {(some: { key: string }[], answers: any[], isAnother: boolean) => void} isAnother: another server, perhaps */
  function note(some, answers, isAnother) {
    /** @type {Found[]} */
    const found = [];
    if (isAnother) open = open.map(({ key }) => ({ key, cursor: '0' }));
    some.forEach(({ key }, i) => {
      const [cursor = '0', ...uids] = answers[i] instanceof Error ? [] : answers[i] || [];
      if (cursor !== '0') open.push({ key, cursor: isAnother ? '0' : cursor });
      if (uids.length > 0) found.push({ key, uids });
    });
    if (found.length === 0) step();
    else onFound(found, (err) => (err ? cb(err) : step()));
  }
}

/** @param {any} answer */
function isFailure(answer) {
  return answer instanceof Error && /** @type {any} */ (answer).reply !== 'WRONGTYPE';
}

module.exports = scanSets;
