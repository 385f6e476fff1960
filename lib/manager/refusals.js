'use strict';

const { plainError } = require('../error');
const loadNative = require('../native');

/**
 * What a call is told that was not taken.
 *
 * @param {import('../options').Options} options
 * @param {string} where
 * @returns {(code: number) => () => [Error]} by the addon's code; less than 0: nobody is there to take it
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
  return (code) => {
    const given = code < 0 ? 'ESTATE' : loadNative().codes[code];
    const name = texts[given] ? given : 'ESTATE';
    return () => [plainError(name, texts[name])];
  };
}

module.exports = refusalsOf;
