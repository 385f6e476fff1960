'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { mortal } = require('../../test/support/mortal');

/** Of what a process has written, so many characters are kept. */
const KEPT = 4000;

/**
 * A process that does what it is told (its side: `obey`). It does not outlive this one.
 */
module.exports = class Worker {
  /**
   * @param {string[]} args of node
   * @param {{ cwd?: string, env?: Record<string, string>, node?: string }} [how] node: not this one's, and then messages are JSON
   */
  constructor(args, { cwd, env, node } = {}) {
    const [command, ...before] = mortal(node || process.execPath);
    const stdio = /** @type {import('node:child_process').StdioOptions} */ (['ignore', 'pipe', 'pipe', 'ipc']);
    this.name = args.join(' ');
    this.output = '';
    this.number = 0;
    /** @type {Map<number, { resolve: (result: any) => void, reject: (err: Error) => void }>} */
    this.waiting = new Map();
    const serialization = node ? 'json' : 'advanced';
    this.child = spawn(command, [...before, ...args], { cwd, stdio, env: { ...process.env, ...env }, serialization });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (text) => (this.output = (this.output + text).slice(-KEPT)));
    }
    this.ready = this._answer(0);
    this.ready.catch(() => {});
    this.child.on('message', (/** @type {any} */ message) => this._hear(message));
    this.child.on('exit', () => this._failAll(new Error(`${this.name} ended:\n${this.output}`)));
  }

  get pid() {
    return Number(this.child.pid);
  }

  /** @param {string} what @param {object} [order] @returns {Promise<any>} */
  order(what, order) {
    const number = ++this.number;
    const answer = this._answer(number);
    this.child.send({ number, what, order });
    return answer;
  }

  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  /** @param {number} number of an order; 0: it is up */
  _answer(number) {
    return new Promise((resolve, reject) => this.waiting.set(number, { resolve, reject }));
  }

  /** @param {{ number: number, result?: any, error?: string }} message */
  _hear({ number, result, error }) {
    const order = this.waiting.get(number);
    this.waiting.delete(number);
    if (error) order?.reject(new Error(`${this.name}: ${error}`));
    else order?.resolve(result);
  }

  /** @param {Error} err */
  _failAll(err) {
    for (const { reject } of this.waiting.values()) reject(err);
    this.waiting.clear();
  }
};
