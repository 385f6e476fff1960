'use strict';

const { makeError, toError } = require('../error');
const { hasOwn } = require('../given');
const CustomManager = require('./customManager');

/**
 * Where the channel manager comes from.
 *
 * @typedef {import('./types').App} App
 *
 * @typedef {object} Made
 * @property {any} given as the application gave it, or the Redis manager
 * @property {any} exact what keeps the promises about callbacks: the given one when it says so
 *   of itself, else one that sees to it
 * @property {Error | null} error what is wrong with it, if anything: found before it is started
 */

/**
 * @param {App} app
 * @param {any} opts
 * @param {Record<string, any>} own the options that hold for every manager
 * @returns {Made}
 */
function makeManager(app, opts, own) {
  try {
    const given = createManager(app, opts, own.channelManager);
    const exact = isExact(given) ? given : new CustomManager(given);
    return { given, exact, error: checkManager(given, own) };
  } catch (err) {
    return { given: null, exact: new CustomManager(null), error: toError(err) };
  }
}

/**
 * `channelManager` may be an object, a class or constructor function, or a
 * factory; without one, and for a factory that returns nothing, Redis it is.
 *
 * @param {App} app
 * @param {any} opts
 * @param {any} Given the option
 * @returns {any}
 */
function createManager(app, opts, Given) {
  if (typeof Given !== 'function') return Given || redisManager(app, opts);
  if (isConstructor(Given)) return new Given(app, opts);
  return Reflect.apply(Given, opts, [app, opts]) || redisManager(app, opts);
}

/**
 * Required only here: an application with a manager of its own needs no addon.
 *
 * @param {App} app
 * @param {any} opts
 */
function redisManager(app, opts) {
  // @ts-ignore: typed where it is written
  const RedisGlobalChannelManager = require('../manager/redisGlobalChannelManager');
  return new RedisGlobalChannelManager(app, opts);
}

/**
 * A constructor has `add` on its prototype. A class may also define its
 * methods as fields; its prototype, unlike a function's, is not writable.
 *
 * @param {Function} f
 */
function isConstructor(f) {
  try {
    if (typeof Object(f.prototype).add === 'function') return true;
    return Object(Object.getOwnPropertyDescriptor(f, 'prototype')).writable === false;
  } catch {
    return false;
  }
}

/**
 * Whether it says of itself that it keeps the promises about callbacks.
 *
 * @param {any} manager
 */
function isExact(manager) {
  try {
    return hasOwn(Object(manager), 'exact') && manager.exact === true;
  } catch {
    return false;
  }
}

/** Options that are about what is in Redis. */
const OF_REDIS = ['userIndex', 'leaveOnClose', 'cleanOwnOnStartUp', 'heartbeat'];

/**
 * What is wrong with a manager, if anything: found before it is started.
 *
 * @param {any} manager
 * @param {Record<string, any>} own
 * @returns {Error | null}
 */
function checkManager(manager, own) {
  if (typeof manager !== 'object' && typeof manager !== 'function') {
    const expected = 'an object or a function that makes one';
    return makeError('EINVAL', `channelManager: got a ${typeof manager}, expected ${expected}`);
  }
  const foreign = OF_REDIS.find((option) => own[option]);
  try {
    if (foreign && manager.isOfRedis !== true) {
      return makeError('EINVAL', `${foreign}: is for members in Redis, and the channelManager keeps its own; leave one of the two out`);
    }
    if (!own.cleanOnStartUp || typeof manager.clean === 'function') return null;
    return makeError('EINVAL', 'cleanOnStartUp: the channelManager has no method clean');
  } catch {
    return makeError('EINVAL', `${foreign || 'cleanOnStartUp'}: the channelManager cannot be asked for what it is and has`);
  }
}

module.exports = makeManager;
