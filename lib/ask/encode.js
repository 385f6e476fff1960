'use strict';

/**
 * A command as Redis reads it.
 *
 * @param {string[]} args
 */
function encode(args) {
  const parts = args.map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`);
  return Buffer.from(`*${args.length}\r\n${parts.join('')}`);
}

module.exports = encode;
