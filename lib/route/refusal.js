'use strict';

/** What it means that a server refuses. */

/** It has not executed a call that it answers so. */
const NOT_EXECUTED = new Set(['MOVED', 'ASK', 'TRYAGAIN', 'CLUSTERDOWN', 'MASTERDOWN', 'LOADING', 'NOREPLICAS']);

/** So it says what will not be asked in vain again. */
const FINAL = new Set(['ERR', 'NOAUTH', 'WRONGPASS', 'NOPERM', 'DENIED']);

/** @param {any} value */
function isNotExecuted(value) {
  return value instanceof Error && NOT_EXECUTED.has(/** @type {any} */ (value).reply);
}

/** @param {any} error */
function isRedirect({ reply }) {
  return reply === 'MOVED' || reply === 'ASK';
}

/** @param {any} error */
function isFinal({ reply, fatal }) {
  return fatal || FINAL.has(reply);
}

module.exports = { isNotExecuted, isRedirect, isFinal };
