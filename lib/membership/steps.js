'use strict';

const { WRITE } = require('../manager/kinds');

/**
 * Commands that have to be executed behind others: in one write where a server
 * takes them in their order, else when the others are answered. What fails of the
 * first keeps nothing of the second back, unless nothing of it was done.
 *
 * @typedef {import('../manager/session').Callback} Callback
 *
 * @param {any} session
 * @param {number} how one of kinds.js
 * @param {string[][]} first
 * @param {string[][]} second
 * @param {Callback} cb (null), or (err): the first refusal in this order, or what kept all from being answered
 * @returns {number} the addon's code: not 0, nothing was sent and cb is not called
 */
function inOrder(session, how, first, second, cb) {
  if (session.ordered || first.length === 0 || second.length === 0) return run(session, how, first.concat(second), cb);
  return run(session, how, first, (err) => {
    if (err && !goesOn(err, how)) return cb(err);
    const code = run(session, how, second, (later) => cb(marked(err || later)));
    if (code !== 0) cb(marked(err || session.refusal(code)));
  });
}

/**
 * Whether others of the first may have been executed, or what was refused keeps nothing back.
 *
 * @type {(err: any, how: number) => boolean}
 */
function goesOn({ code, maybeExecuted }, how) {
  return code === 'EREPLY' || how === WRITE && code !== 'ESTOPPED' && Boolean(maybeExecuted);
}

/** @type {(session: any, how: number, commands: string[][], cb: Callback) => number} */
function run(session, how, commands, cb) {
  if (how === WRITE) return session.run(how, commands, cb);
  return session.run(how, commands, (/** @type {any} */ err, /** @type {any[]} */ answers) => {
    cb(err || answers.find((answer) => answer instanceof Error) || null);
  });
}

/** @param {any} err of a call that is half done */
function marked(err) {
  if (err) err.maybeExecuted = true;
  return err || null;
}

module.exports = { inOrder, marked };
