'use strict';

const { makeError } = require('../error');
const { hasOwn } = require('../given');
const { textsOf } = require('./items');

/**
 * Who gets nothing of a push. It is the plugin's own option and goes no further.
 *
 * @param {any} opts
 * @returns {Set<string> | null} their texts
 * @throws {Error} EINVAL
 */
function exceptOf(opts) {
  if (!isOptions(opts)) return null;
  const except = readExcept(opts);
  if (except === undefined || except === null) return null;
  const texts = textsOf(except, 'except');
  return texts.length > 0 ? new Set(texts) : null;
}

/**
 * What Pomelo's own channelService sends along.
 *
 * @param {any} opts
 */
function optionsOf(opts) {
  const userOptions = isOptions(opts) ? withoutExcept(opts) : {};
  if (Object.keys(userOptions).length === 0) return { isPush: true };
  return { type: 'push', userOptions, isPush: true };
}

/** @param {any} opts */
function isOptions(opts) {
  return typeof opts === 'object' && opts !== null && !Array.isArray(opts);
}

/** @param {any} opts */
function readExcept(opts) {
  try {
    return 'except' in opts ? opts.except : undefined; // nothing else is looked at
  } catch (cause) {
    throw makeError('EINVAL', 'except: cannot be read', { cause });
  }
}

/** @param {any} opts which stays as it is */
function withoutExcept(opts) {
  if (!hasOwn(opts, 'except')) return opts;
  const { except, ...rest } = opts; // eslint-disable-line no-unused-vars
  return rest;
}

module.exports = { exceptOf, optionsOf };
