'use strict';

const { makeError } = require('../error');
const { textOf } = require('../ids');
const { isList } = require('./lists');

/**
 * Whether a caller gave a list. One that cannot even be asked is none.
 *
 * @param {unknown} value
 * @returns {value is any[]}
 */
function isArray(value) {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * What a caller gave where a list may stand, as a list of one's own: it is read
 * during the call.
 *
 * @param {unknown} value
 * @param {string} argument what the list is called
 * @returns {any[]} with that alone, when it is no list
 * @throws {Error} EINVAL: there is a list in it, or it cannot be read
 */
function itemsOf(value, argument) {
  if (!isArray(value)) return [value];
  const items = [];
  try {
    const { length } = value;
    if (!isList(value)) throw makeError('EINVAL', `a list of ${length}`);
    for (let i = 0; i < length; i++) items.push(value[i]);
  } catch (cause) {
    throw makeError('EINVAL', `${argument}[${items.length}]: cannot be read`, { cause });
  }
  const at = items.findIndex(isArray);
  if (at >= 0) throw makeError('EINVAL', `${argument}[${at}]: got a list, expected one of what it is a list of`);
  return items;
}

/**
 * The same as texts.
 *
 * @param {unknown} value
 * @param {string} argument what the list is called
 * @returns {string[]}
 * @throws {Error} EINVAL
 */
function textsOf(value, argument) {
  const items = itemsOf(value, argument);
  const texts = items.map(textOf);
  const at = texts.indexOf(undefined);
  if (at < 0) return /** @type {string[]} */ (texts);
  const place = isArray(value) ? `[${at}]` : '';
  throw makeError('EINVAL', `${argument}${place}: got ${items[at] === null ? null : typeof items[at]}, expected a uid`);
}

/**
 * @param {unknown} value
 * @param {string} argument
 * @throws {Error} EINVAL: it is a list
 */
function expectOne(value, argument) {
  if (isArray(value)) throw makeError('EINVAL', `${argument}: got a list, expected a single ${argument}`);
}

/**
 * What tells two uids apart: their texts. What has none, as a custom manager
 * may have it, is only the same as itself.
 *
 * @param {any} uid
 */
function identity(uid) {
  if (typeof uid === 'string') return uid;
  const text = textOf(uid);
  return text === undefined ? uid : text;
}

/**
 * Each uid once: first come, first kept.
 *
 * @param {any[]} uids
 */
function once(uids) {
  const seen = new Set();
  return uids.filter((uid) => {
    const { size } = seen;
    return seen.add(identity(uid)).size > size;
  });
}

/**
 * @param {any[]} uids
 * @param {Set<any>} left those who are left out
 */
function without(uids, left) {
  return uids.filter((uid) => !left.has(identity(uid)));
}

module.exports = { isArray, itemsOf, textsOf, expectOne, identity, once, without };
