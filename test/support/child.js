'use strict';

// Scripts that run in a Node process of their own, because they end it, or measure it.

const { fork } = require('node:child_process');
const { once } = require('node:events');

module.exports = { spawnNode, runNode };

/**
 * @typedef {object} Child
 * @property {import('node:child_process').ChildProcess} process
 * @property {any[]} messages what the script gave to process.send
 * @property {{ text: string }} output of both streams
 * @property {(expected: any) => Promise<void>} message resolves once this was sent
 * @property {Promise<{ code: number | null, signal: string | null, output: string, messages: any[] }>} ended
 */

/**
 * @param {string} script
 * @param {unknown[]} [args]
 * @param {{ flags?: string[], env?: NodeJS.ProcessEnv }} [how]
 * @returns {Child}
 */
function spawnNode(script, args = [], { flags = [], env = {} } = {}) {
  const child = fork(script, args.map(String), { execArgv: flags, env: { ...process.env, ...env }, silent: true });
  const messages = [];
  const output = { text: '' };
  child.on('message', (message) => messages.push(message));
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output.text += text));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, output: output.text, messages }));
  const message = async (expected) => {
    while (!messages.includes(expected)) {
      const [ending] = await Promise.race([once(child, 'message'), ended.then((end) => [end])]);
      if (ending.output !== undefined) throw new Error(`ended without saying ${expected}: ${JSON.stringify(ending)}`);
    }
  };
  return { process: child, messages, output, message, ended };
}

/**
 * @param {Parameters<typeof spawnNode>} args
 * @returns {Child['ended']}
 */
function runNode(...args) {
  return spawnNode(...args).ended;
}
