'use strict';

// Servers that tests start must not outlive them, even when the tests are killed.

module.exports = { mortal };

/**
 * The command line that runs a program which the kernel kills as soon as the thread that started it ends.
 * The process id stays that of the program. Elsewhere than on Linux it is the program alone.
 *
 * @param {string} program
 * @returns {string[]}
 */
function mortal(program) {
  if (process.platform !== 'linux') return [program];
  return ['setpriv', '--pdeathsig', 'KILL', '--', program];
}
