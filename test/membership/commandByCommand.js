'use strict';

/** @type {(name: string, sid: string) => string} */
const keyOf = (name, sid) => `P:${name}:${sid}`;

/** A session whose commands reach a real Redis one at a time, each when it is let. */
class CommandByCommand {
  /** @param {any} redis */
  constructor(redis) {
    this.ordered = true;
    this.connection = 1;
    this._redis = redis;
    /** @type {{ command: string[], answered: (answer: any) => void }[]} */
    this._queue = [];
  }

  get isReady() {
    return this._queue.length > 0;
  }

  async step() {
    const { command, answered } = this._queue.shift();
    answered(await this._redis.command(...command));
  }

  /** @type {(how: number, commands: string[][], cb: (...args: any[]) => void) => number} */
  run(how, commands, cb) {
    const answers = [];
    for (const command of commands) {
      this._queue.push({ command, answered: (answer) => {
        answers.push(listOf(answer));
        if (answers.length === commands.length) cb(null, answers);
      } });
    }
    return 0;
  }

  /** @type {(name: string, sids: string[], cb: (...args: any[]) => void) => number} */
  destroy(name, sids, cb) {
    return this.run(1, [['UNLINK', ...sids.map((sid) => keyOf(name, sid))]], (err) => cb(err));
  }
}

/** As the addon tells it. SSCAN has a cursor and a list. @param {any} answer */
function listOf(answer) {
  return Array.isArray(answer) ? answer.flat() : [String(answer)];
}

module.exports = { CommandByCommand, keyOf };
