'use strict';

const { fork } = require('node:child_process');
const path = require('node:path');

/** ms after which a run is given up. */
const LIMIT = 300000;

/**
 * One run in a process of its own.
 *
 * @param {import('./child').Order} order
 * @returns {Promise<Record<string, number>>} the figures
 */
module.exports = (order) => new Promise((resolve, reject) => {
  const child = fork(path.join(__dirname, 'child.js'), {
    execArgv: ['--expose-gc', ...(order.row.flags || [])],
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  const timer = setTimeout(kill, LIMIT);
  process.on('exit', kill);
  /** @type {any} */
  let answer = { error: 'ended without figures' };
  child.on('message', (message) => {
    answer = message;
  });
  child.on('error', reject);
  child.on('exit', () => {
    clearTimeout(timer);
    process.removeListener('exit', kill);
    if (answer.figures) resolve(answer.figures);
    else reject(new Error(`${order.subject}, ${order.row.id}: ${answer.error}`));
  });
  child.send(order);
});
