'use strict';

const path = require('node:path');
const { fork } = require('node:child_process');
const { once } = require('node:events');

/** A writing process, seen from outside. */
module.exports = class Writer {
  /** @type {(subject: string, options: any) => Promise<Writer>} once it writes */
  static async start(subject, options) {
    const writer = new Writer(subject, options);
    await writer.said();
    return writer;
  }

  /** @param {string} subject @param {any} options */
  constructor(subject, options) {
    this.subject = subject;
    this.child = fork(path.join(__dirname, 'writer.js'), [subject, JSON.stringify(options)]);
  }

  /** @returns {Promise<any>} */
  async said() {
    const [message] = await Promise.race([once(this.child, 'message'), once(this.child, 'exit').then(() => [null])]);
    if (message === null) throw new Error(`${this.subject} ended`);
    return message;
  }

  /** Writes no more, waits for what is open, and gives what it has noted. @param {number} ms @returns {Promise<any>} */
  async stop(ms) {
    this.child.send('rest');
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.child.send('tell');
    return this.said();
  }

  kill() {
    this.child.kill('SIGKILL');
  }
};
