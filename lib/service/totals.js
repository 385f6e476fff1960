'use strict';

/**
 * What several servers have answered, as one answer: a list with an Error in the
 * place of each that could not be asked.
 *
 * @typedef {import('./types').Callback} Callback
 */

/** @type {(done: Callback) => Callback} how many members on all of them */
function sum(done) {
  return (err, counts) => {
    const failure = err || failureIn(counts);
    if (failure) done(failure);
    else done(null, counts.reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b, 0));
  };
}

/** @type {(done: Callback) => Callback} whether on any of them: one that says so is enough */
function isAnywhere(done) {
  return (err, answers) => {
    const failure = err || !answers.includes(true) && failureIn(answers);
    if (failure) done(failure);
    else done(null, answers.includes(true));
  };
}

/** @type {(sids: any[], done: Callback) => Callback} on which of them */
function whereTrue(sids, done) {
  return (err, answers) => {
    const failure = err || failureIn(answers);
    if (failure) done(failure);
    else done(null, sids.filter((_, i) => answers[i]).map(String));
  };
}

/** @param {any[]} answers */
function failureIn(answers) {
  return answers.find((answer) => answer instanceof Error);
}

module.exports = { sum, isAnywhere, whereTrue };
