'use strict';

// A busy machine: processes of normal priority that do nothing but spin.

const { spawn } = require('child_process');

module.exports = { spin };

/** Ends also when whoever started it has been killed outright. */
const SPINNING = `while (process.ppid === ${process.pid});`;

/**
 * They end with this process.
 *
 * @param {number} count
 * @returns {{pids: Array<number | undefined>, areAlive: () => boolean, end: () => void}}
 */
function spin(count) {
  const children = Array.from({ length: count }, () => spawn(process.execPath, ['-e', SPINNING], { stdio: 'ignore' }));
  const end = () => {
    process.off('exit', end);
    children.forEach(child => child.kill('SIGKILL'));
  };
  process.on('exit', end);
  return {
    pids: children.map(child => child.pid),
    areAlive: () => children.every(child => child.exitCode === null && child.signalCode === null),
    end
  };
}
