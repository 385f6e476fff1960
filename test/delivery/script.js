'use strict';

// A script of RPCs, and the transcript of what came of them: what a caller sees, in the order in which it sees it.

const BIG = 'ü€😀'.repeat(40000);
const MANY = 200;

/**
 * @typedef {(cb: (...results: any[]) => void, method: string, ...args: any[]) => void} Ask
 */
module.exports = class Transcript {
  constructor() {
    /** @type {string[]} */
    this.lines = [];
  }

  /**
   * Every time that the call calls back is a line.
   *
   * @param {Ask} ask
   * @param {string} method
   * @param {any[]} args
   * @returns {Promise<void>} once it has called back
   */
  step(ask, method, ...args) {
    return new Promise((resolve) => {
      ask((...results) => {
        this.lines.push(`${method} ${tell(args)}: ${tell(results)}`);
        resolve();
      }, method, ...args);
    });
  }

  /** @param {Ask} ask a server that answers */
  async talk(ask) {
    const step = this.step.bind(this, ask);
    await step('echo', 'hello');
    await Promise.all([null, '', 0, [], {}, [[1], { a: [null] }], 'ünïcödé \u0000 \ud800'].map((value) => step('echo', value)));
    for (const method of ['several', 'fails', 'unknown']) await step(method);
    await Promise.all(['fails', 'several', 'unknown'].map((method) => step(method)));
    await step('echo', BIG);
    await Promise.all([BIG, 'small', BIG + BIG, '', BIG].map((value) => step('echo', value)));
    await this.many(step);
    await step('notes');
  }

  /** Many calls: in one turn, in many turns, and without waiting; small and large in turn. */
  async many(step) {
    const calls = [];
    for (let i = 0; i < MANY; i++) {
      calls.push(step('note', [i, 'x'.repeat((i * 997) % 5000)]));
      if (i % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
      if (i % 5 === 0) await new Promise(process.nextTick);
      if (i % 50 === 0) await step('echo', i);
    }
    await Promise.all(calls);
  }
};

/** Ports and stacks are left out, long texts told by their length and ends. */
function tell(value) {
  return JSON.stringify(value, (key, part) => {
    if (part instanceof Error) return `Error ${tell(part.message)}`;
    if (typeof part !== 'string') return part;
    const plain = (key === 'stack' ? part.split('\n')[0] : part).replace(/port: \d+/g, 'port');
    return plain.length > 90 ? `${plain.length}: ${plain.slice(0, 60)}...${plain.slice(-10)}` : plain;
  });
}
