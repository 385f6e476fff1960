'use strict';

const Call = require('./call');

/**
 * Calls that are answered by ourselves: on the next turn, in their order, ahead of
 * those that Redis answers. All of one turn share an immediate.
 *
 * @typedef {{ domain: unknown, calls: Call[], answers: (() => any[])[] }} Turn
 */

/** @type {Turn | null} */
let turn = null;

/**
 * @param {unknown} cb
 * @param {() => any[]} answer gives the arguments, when their time has come: as young objects
 *   they cost the garbage collector little
 */
function later(cb, answer) {
  // An immediate belongs to the domain that it is made in.
  const { domain } = /** @type {any} */ (process);
  if (!turn || turn.domain !== domain) {
    turn = { domain, calls: [], answers: [] };
    setImmediate(run, turn);
  }
  turn.calls.push(new Call(cb));
  turn.answers.push(answer);
}

/** @param {Turn} due */
function run(due) {
  if (turn === due) turn = null;
  for (let i = 0; i < due.calls.length; i++) due.calls[i].answer(...due.answers[i]());
}

module.exports = later;
