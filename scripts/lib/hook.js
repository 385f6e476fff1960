'use strict';

const fs = require('fs');

/** From this process to npm: a shell or two stand between. */
const STEPS = 4;

module.exports = { isBefore };

/**
 * npm runs a script called `pre...` by itself before the script whose name is the rest. Its process is titled by what was asked
 * for; only Linux tells.
 *
 * @param {string} script the rest
 * @returns {boolean} whether this runs as the script before that one, and not because somebody has asked for it
 */
function isBefore(script) {
  if (process.env.npm_lifecycle_event !== 'pre' + script) return false;
  let pid = process.ppid;
  for (let i = 0; i < STEPS && pid > 1; i++) {
    const title = read(pid, 'cmdline').split('\0', 1)[0];
    if (/^npm\b/.test(title)) return !new RegExp(`\\bpre${script}\\b`).test(title);
    pid = Number(read(pid, 'stat').replace(/^.*\) \S /, '').split(' ', 1)[0]) || 0;
  }
  return true;
}

/** @type {(pid: number, file: string) => string} */
function read(pid, file) {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
