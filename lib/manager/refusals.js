'use strict';

const { plainError } = require('../error');
const loadNative = require('../native');

/** @type {Record<string, string>} */
const LATER = {
  ECONNLOST: 'there is no connection to Redis',
  ESTOPPED: 'the service was stopped before Redis answered',
};

/**
 * What a call is told that was not taken.
 *
 * @param {import('../options').Options} options
 * @param {string} where
 * @returns {Refusals} by the addon's code; less than 0: nobody is there to take it
 *
 * @typedef {((code: number) => () => [Error]) & { later: (code: number) => Error, codeOf: (name: string) => number }} Refusals
 *   later: of a further step of a call, which may wait for a connection
 */
function refusalsOf({ maxQueue, maxQueueBytes }, where) {
  /** @type {Record<string, string>} */
  const texts = {
    ESTATE: 'invalid state',
    EQUEUEFULL: `the queue is full: ${maxQueue} calls, or ${maxQueueBytes} bytes of them, wait for Redis at ${where}; ` +
      'wait for callbacks, or raise maxQueue and maxQueueBytes',
    ECONNLOST: `Redis at ${where} is not connected, and enable_offline_queue is false`,
    EINVAL: 'an argument is longer than the 512 MiB that Redis takes',
    ENOMEM: 'out of memory',
  };
  const nameOf = (/** @type {number} */ code) => (code < 0 ? 'ESTATE' : loadNative().codes[code]);
  const refusal = (/** @type {number} */ code) => {
    const name = texts[nameOf(code)] ? nameOf(code) : 'ESTATE';
    return () => /** @type {[Error]} */ ([plainError(name, texts[name])]);
  };
  const later = (/** @type {number} */ code) => {
    const name = nameOf(code);
    return LATER[name] ? plainError(name, LATER[name]) : refusal(code)()[0];
  };
  return Object.assign(refusal, { later, codeOf: (/** @type {string} */ name) => loadNative().codes.indexOf(name) });
}

module.exports = refusalsOf;
