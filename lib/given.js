'use strict';

/**
 * What an application has given as an option. Its object may be an instance of
 * a class or made from another one; what somebody has added to all objects is
 * nobody's option.
 */

/** A proxy may be its own prototype. */
const DEPTH = 100;

const { hasOwnProperty } = Object.prototype;

/**
 * @param {any} opts an object
 * @param {string} name
 * @returns {unknown} undefined when it is not given
 * @throws {unknown} what a getter or a proxy throws
 */
function valueOf(opts, name) {
  let holder = opts;
  for (let i = 0; i < DEPTH && holder !== null && !hasOwn(holder, name); i++) {
    holder = Object.getPrototypeOf(holder);
  }
  return holder !== null && isRoot(holder) ? undefined : opts[name];
}

/**
 * Whether it is Object.prototype, of any realm.
 *
 * @param {object} object
 */
function isRoot(object) {
  return Object.getPrototypeOf(object) === null && hasOwn(object, 'isPrototypeOf');
}

/** @type {(object: object, name: string) => boolean} */
function hasOwn(object, name) {
  return hasOwnProperty.call(object, name);
}

/**
 * A proxy that was revoked answers nothing.
 *
 * @param {object} opts
 */
function isReadable(opts) {
  try {
    Object.getPrototypeOf(opts);
    return true;
  } catch {
    return false;
  }
}

module.exports = { valueOf, hasOwn, isReadable };
