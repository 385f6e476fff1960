'use strict';

const { AsyncResource } = require('async_hooks');
const loadNative = require('./native');

/** The end of a call is told, so that nobody who listens has to wait for the garbage collector. */
const RESOURCE = { requireManualDestroy: true };

/**
 * One call that waits for its answer: it is given once, in the async context
 * that the call was made in. What the callback throws reaches the caller's
 * domain, or else `uncaughtException`, and nobody who answers.
 */
class Call extends AsyncResource {
  /** @param {((...args: any[]) => void) | unknown} cb what is no function is never called */
  constructor(cb) {
    super('GlobalChannelCall', RESOURCE);
    this.cb = typeof cb === 'function' ? cb : nobody;
  }

  /**
   * Calls somebody of the caller's before the answer comes. Not from inside the call.
   *
   * @param {(...args: any[]) => void} told
   * @param {...any} args
   */
  inform(told, ...args) {
    this.runInAsyncScope(run, undefined, told, args);
  }

  /**
   * Calls back at once. Not from inside the call that is answered, and not twice.
   *
   * @param {...any} args
   */
  answer(...args) {
    this.runInAsyncScope(run, undefined, this.cb, args);
    this.emitDestroy();
  }
}

function nobody() {}

/** @type {(cb: Function, args: any[]) => void} */
function run(cb, args) {
  try {
    cb(...args);
  } catch (error) {
    raise(error);
  }
}

/**
 * The addon raises it where it was thrown, so that Node shows that line; without
 * an addon it is thrown anew. So it is in a domain: the loop may be in that domain
 * itself, and Node 18 and older abort when it is left a second time.
 *
 * @param {unknown} error
 */
function raise(error) {
  const native = /** @type {any} */ (process).domain ? null : loadNative.loaded();
  if (native) native.raise(error);
  else setImmediate(() => { throw error; });
}

module.exports = Call;
