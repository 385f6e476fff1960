'use strict';

const { Socket } = require('node:net');
const { once } = require('node:events');
const { until } = require('../support/patience');

/**
 * The commands that a Redis executes while `run` runs, each as one text. What keeps connections alive is left out.
 *
 * @param {any} redis
 * @param {() => Promise<any>} run
 * @returns {Promise<string[]>}
 */
async function monitored(redis, run) {
  const socket = new Socket().connect(redis.port, '127.0.0.1').setEncoding('utf8');
  let text = '';
  socket.on('data', (data) => { text += data; });
  await once(socket, 'connect');
  socket.write('MONITOR\r\n');
  await until(() => text.includes('+OK'));
  await run();
  await redis.command('ECHO', 'that is all');
  await until(() => text.includes('that is all'));
  socket.destroy();
  return text.split('\r\n').map(commandOf).filter((command) => command && !/^(PING|ECHO|AUTH|SELECT|CLIENT)\b/i.test(command));
}

/** @param {string} line */
function commandOf(line) {
  const words = /^\+[\d.]+ \[[^\]]*\] (.*)$/.exec(line);
  return words ? [...words[1].matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word]) => word).join(' ') : '';
}

module.exports = { monitored };
