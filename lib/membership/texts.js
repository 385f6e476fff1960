'use strict';

const { makeError } = require('../error');
const { textOf } = require('../ids');
const later = require('../later');

/**
 * Names, uids and sids as they are given: one, or a list of them.
 *
 * @typedef {import('../manager/session').Callback} Callback
 */

/** What can be used as a name, uid or sid. */
const ID = 'a string, a finite number, a BigInt, or an object whose class has a text of its own';

/**
 * @param {string} argument what it is called: `names`
 * @param {any} list
 * @returns {{ texts: string[], wrong?: Error }} wrong: what cannot be used, and where: `names[2]`
 */
function textsOf(argument, list) {
  /** @type {string[]} */
  const texts = [];
  try {
    if (!Array.isArray(list)) return { texts, wrong: wrong(argument, list, 'a list') };
    for (let i = 0; i < list.length; i++) {
      const item = list[i];
      const text = textOf(item);
      if (text === undefined) return { texts, wrong: wrong(`${argument}[${i}]`, item) };
      texts.push(text);
    }
    return { texts };
  } catch (cause) {
    // A list of its own kind, which throws when it is read.
    return { texts, wrong: makeError('EINVAL', `${argument}[${texts.length}]: cannot be read`, { cause }) };
  }
}

/**
 * @param {string} argument what one is called: `name`; a list of them is `names`
 * @param {any} value
 * @returns {{ texts: string[], isList: boolean, wrong?: Error }}
 */
function readTexts(argument, value) {
  const text = textOf(value);
  if (text !== undefined) return { texts: [text], isList: false };
  if (isArray(value)) return { ...textsOf(`${argument}s`, value), isList: true };
  return { texts: [], isList: false, wrong: wrong(argument, value) };
}

/** @param {any} value a proxy that was revoked is none */
function isArray(value) {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** @type {(cb: Callback, argument: string, value: any) => void} */
function refuse(cb, argument, value) {
  const error = wrong(argument, value);
  later(cb, () => [error]);
}

/** @type {(argument: string, value: any, expected?: string) => Error} */
function wrong(argument, value, expected = ID) {
  return makeError('EINVAL', `${argument}: got ${kindOf(value)}, expected ${expected}`);
}

/** @param {any} value */
function kindOf(value) {
  if (isArray(value)) return 'a list';
  return value === null || Number.isNaN(value) ? String(value) : typeof value;
}

module.exports = { textsOf, readTexts, refuse, wrong };
