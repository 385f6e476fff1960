'use strict';

const { types } = require('util');

/**
 * The text of a name, uid or sid.
 *
 * Of an object it is what its class says, as ObjectId and Long do. Objects that
 * bring no text of their own are no ids, and neither are those of the language: the
 * text of an array or an error is for people.
 *
 * @param {any} value
 * @returns {string | undefined} undefined: it is no id
 */
function textOf(value) {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) return textOfObject(value);
  const usable = typeof value === 'bigint' || Number.isFinite(value);
  return usable ? String(value) : undefined;
}

/**
 * Whatever an object throws when it is looked at, it is no id then.
 *
 * @param {any} object
 * @returns {string | undefined}
 */
function textOfObject(object) {
  try {
    if (types.isBoxedPrimitive(object)) return textOfBoxed(object);
    if (isOfLanguage(object) || !hasOwnText(object)) return undefined;
    const text = object.toString();
    return typeof text === 'string' && !/^\[object .*\]$/s.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** @param {any} object */
function textOfBoxed(object) {
  if (types.isStringObject(object)) return String.prototype.valueOf.call(object);
  if (types.isNumberObject(object)) return textOf(Number.prototype.valueOf.call(object));
  if (types.isBooleanObject(object) || types.isSymbolObject(object)) return undefined;
  return String(BigInt.prototype.valueOf.call(object));
}

const { isNativeError, isDate, isRegExp, isPromise, isAnyArrayBuffer } = types;
const { isMap, isSet, isWeakMap, isWeakSet } = types;
const KINDS = [Array.isArray, ArrayBuffer.isView, isNativeError, isDate, isRegExp, isPromise, isAnyArrayBuffer,
  isMap, isSet, isWeakMap, isWeakSet];

/**
 * Whether it is one of the language's own kinds, of whatever realm and class.
 *
 * @param {any} object
 */
function isOfLanguage(object) {
  return KINDS.some((isKind) => isKind(object)) || typeof object.then === 'function';
}

/**
 * Whether a class, not that of all objects, has a `toString`, and no class is the
 * language's.
 *
 * @param {object} object
 */
function hasOwnText(object) {
  let found = false;
  let prototype = Object.getPrototypeOf(object);
  for (let next; prototype && (next = Object.getPrototypeOf(prototype)); prototype = next) {
    if (isNative(own(prototype, 'constructor'))) return false;
    found = found || typeof own(prototype, 'toString') === 'function';
  }
  return found;
}

/** @type {(object: object, name: string) => unknown} */
function own(object, name) {
  const property = Object.getOwnPropertyDescriptor(object, name);
  return property && property.value;
}

/** @param {unknown} constructor */
function isNative(constructor) {
  return typeof constructor === 'function' && Function.prototype.toString.call(constructor).endsWith('{ [native code] }');
}

module.exports = { textOf };
