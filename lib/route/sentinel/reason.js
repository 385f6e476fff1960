'use strict';

const { plainError } = require('../../error');

/**
 * Why the Sentinels name no master, in one sentence.
 *
 * @typedef {import('../../error').CodedError} CodedError
 */

/** So many errors are told of. */
const SHOWN = 3;

/**
 * What helps where a Sentinel refuses for good.
 *
 * @type {[(error: any) => boolean, string][]}
 */
const REMEDIES = [
  [({ reply }) => reply === 'NOAUTH', '; Sentinels have a password of their own: give the option sentinelPassword'],
  [({ reply, message }) => reply === 'WRONGPASS' || /invalid password/.test(message),
    '; check the options sentinelUsername and sentinelPassword'],
  [({ reply }) => reply === 'NOPERM', '; the user of the option sentinelUsername may not ask Sentinels'],
  [({ message }) => /unknown command/.test(message), '; it is no Sentinel: check the option sentinels, its ports are usually 26379'],
  [({ message }) => /the option name/.test(message), ''],
];

/**
 * @param {{ name: string | null }} options
 * @param {any[]} errors of Sentinels, and of those whom they named
 * @param {number} votes how many Sentinels have named somebody
 * @param {number} seeds how many Sentinels are given in the options
 * @returns {CodedError} `fatal`: all Sentinels that could be reached refuse for good
 */
function reasonOf({ name }, errors, votes, seeds) {
  const reached = errors.filter(({ code }) => code === 'EREPLY');
  const hints = reached.map(remedyOf);
  const refused = votes === 0 && reached.length > 0 && hints.every((hint) => hint !== undefined);
  if (refused) return plainError('EREPLY', `${reached[0].message}${hints[0]}`, { reply: reached[0].reply, fatal: true });
  const broken = votes === 0 && errors.filter(({ fatal }) => fatal).length >= seeds;
  const what = votes > 0 ? `no master of ${name} is found` : `no Sentinel of ${name} answers`;
  const texts = [...new Set(errors.map(({ message }) => message))].sort();
  const more = texts.length > SHOWN ? ` (and ${texts.length - SHOWN} more)` : '';
  const code = (errors[0] && errors[0].code) || 'ECONNREFUSED';
  return plainError(code, `${what}: ${texts.slice(0, SHOWN).join('; ')}${more}`, { fatal: broken });
}

/** @param {any} error */
function remedyOf(error) {
  const [, hint] = REMEDIES.find(([fits]) => fits(error)) || [];
  return hint;
}

module.exports = reasonOf;
