'use strict';

const { makeError, toError } = require('../error');

/** The most places of a list that come from outside: one can be had with nothing in them. */
const MOST = 2 ** 25;
/** So many arguments fit a call on any stack. */
const AT_ONCE = 10000;
/** V8 copies a shorter part of a text by itself. */
const SLICE = 13;

/**
 * @param {unknown} value
 * @returns {value is any[]}
 */
function isList(value) {
  return Array.isArray(value) && value.length <= MOST;
}

/**
 * A list that somebody gave, as a plain one: whatever is wrong with it, it is
 * found here and only here.
 *
 * @param {any} list
 * @returns {any[]}
 * @throws {unknown} the Error that stands in its place, or what is wrong with it
 */
function plainList(list) {
  if (list === undefined || list === null) return [];
  if (isList(list)) return /** @type {any[]} */ ([]).concat(list);
  throw toError(list) === list ? list : noList(list);
}

/** @param {unknown} value */
function noList(value) {
  const given = Array.isArray(value) ? `list of ${value.length}` : typeof value;
  return makeError('EINVAL', `got a ${given}, expected a list of uids`);
}

/**
 * `flat` would do, and takes some hundred times longer.
 *
 * @param {any[][]} lists
 * @returns {any[]}
 */
function join(lists) {
  const parts = [];
  for (let i = 0; i < lists.length; i += AT_ONCE) parts.push(concat(lists.slice(i, i + AT_ONCE)));
  return parts.length === 1 ? parts[0] : concat(parts);
}

/** @param {any[][]} lists */
function concat(lists) {
  return /** @type {any[]} */ ([]).concat(...lists);
}

/**
 * Appends uids that outlive the list they are in.
 *
 * @param {any[]} list
 * @param {any[]} more possibly too many for `push(...more)`
 */
function append(list, more) {
  for (const item of more) list.push(typeof item === 'string' ? flat(item) : item);
}

/**
 * A part of a longer text would hold all of it.
 *
 * @param {string} text
 */
function flat(text) {
  return text.length < SLICE ? text : ` ${text}`.slice(1);
}

module.exports = { isList, plainList, join, append };
