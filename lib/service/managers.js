'use strict';

const { makeError, toError } = require('../error');
const logger = require('../log')(__filename);

/**
 * Where the channel manager comes from, and how one is called that promises
 * nothing about its callbacks.
 *
 * @typedef {import('./types').App} App
 * @typedef {import('./types').Manager} Manager
 */

/**
 * `channelManager` may be an object, a class or constructor function, or a
 * factory; without one, and for a factory that returns nothing, Redis it is.
 *
 * @param {App} app
 * @param {any} opts
 * @param {any} Given the option
 * @returns {Manager}
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
 * @returns {Manager}
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
    if (typeof f.prototype?.add === 'function') return true;
    return Object.getOwnPropertyDescriptor(f, 'prototype')?.writable === false;
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
    return Object.hasOwn(Object(manager), 'exact') && manager.exact === true;
  } catch {
    return false;
  }
}

/**
 * What is wrong with a manager, if anything: found before it is started.
 *
 * @param {any} manager
 * @param {boolean} cleanOnStartUp
 * @returns {Error | null}
 */
function checkManager(manager, cleanOnStartUp) {
  if (typeof manager !== 'object' && typeof manager !== 'function') {
    const expected = 'an object or a function that makes one';
    return makeError('EINVAL', `channelManager: got a ${typeof manager}, expected ${expected}`);
  }
  try {
    if (!cleanOnStartUp || typeof manager.clean === 'function') return null;
    return makeError('EINVAL', 'cleanOnStartUp: the channelManager has no method clean');
  } catch {
    return makeError('EINVAL', 'cleanOnStartUp: the channelManager cannot be asked for its method clean');
  }
}

/**
 * Calls a method of a manager that may throw or reject instead of answering.
 *
 * @param {any} manager
 * @param {string} method
 * @param {unknown[]} args
 * @param {(...args: any[]) => boolean} answer takes the first answer only
 */
function callManager(manager, method, args, answer) {
  /** @param {unknown} err */
  const failed = (err) => {
    if (answer(toError(err))) return;
    logger.error('channelManager.%s failed after calling back: %s', method, toError(err).stack);
  };
  try {
    const result = manager[method](...args, answer);
    if (typeof result?.then === 'function') result.then(undefined, failed);
  } catch (err) {
    failed(err);
  }
}

module.exports = { createManager, checkManager, isExact, callManager };
