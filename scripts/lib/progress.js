'use strict';

// The sign of life of the scripts: what is under way and how far it is. In a terminal one line that is written anew each
// second; in a log a line each half minute. What a script has to say meanwhile goes through say(), above that line.
//
//   2 of 10 steps done; mocha 312/773, c-gcc 12/26; 45 s

const { format } = require('util');

/** ms from line to line. */
const TERMINAL = 1000;
const LOG = 30000;

/** @typedef {{write: (text: string) => unknown, isTTY?: boolean, columns?: number}} Out */
/** @typedef {{name: string, done: number, total: number, end: () => void}} Task total: 0 as long as nobody knows it */

class Progress {
  /** @param {Out} [out] */
  constructor(out = process.stdout) {
    this.out = out;
    /** @type {Set<Task>} */
    this.tasks = new Set();
    this.steps = { what: '', done: 0, total: 0 };
    this.began = 0;
    /** Columns of the line that stands in the terminal. */
    this.drawn = 0;
    /** @type {NodeJS.Timeout | undefined} */
    this.timer = undefined;
  }

  /**
   * From now on the line begins with "<done> of <total> <what> done", and its time counts from here.
   *
   * @param {string} what @param {number} total
   */
  expect(what, total, done = 0) {
    this.steps = { what, done, total };
    this.began = Date.now();
  }

  /**
   * Shown until its end().
   *
   * @param {string} name
   * @returns {Task} whose numbers whoever does it counts up
   */
  begin(name, total = 0) {
    const task = { name, total, done: 0, end: () => this.end(task) };
    if (!this.tasks.size && !this.steps.what) this.began = Date.now();
    if (!this.timer) this.timer = setInterval(() => this.show(), this.out.isTTY ? TERMINAL : LOG).unref();
    this.tasks.add(task);
    if (this.out.isTTY) this.show();
    return task;
  }

  /** @param {Task} task */
  end(task) {
    this.tasks.delete(task);
    if (this.tasks.size) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.clear();
  }

  /** A line that stays. @param {string} text @param {unknown[]} values */
  say(text, ...values) {
    this.clear();
    this.out.write(format(text, ...values) + '\n');
    if (this.out.isTTY && this.tasks.size) this.show();
  }

  /** What the terminal's last line shows goes. */
  clear() {
    if (this.drawn) this.out.write('\r' + ' '.repeat(this.drawn) + '\r');
    this.drawn = 0;
  }

  show() {
    const line = this.line();
    if (!this.out.isTTY) return this.out.write(line + '\n');
    const columns = (this.out.columns || 80) - 1;
    const shown = line.length > columns ? line.slice(0, columns - 1) + '…' : line;
    this.out.write('\r' + shown.padEnd(Math.min(this.drawn, columns)));
    this.drawn = shown.length;
  }

  line() {
    const { what, done, total } = this.steps;
    const steps = what ? [done + ' of ' + total + ' ' + what + ' done'] : [];
    const tasks = [...this.tasks].map(task => (task.name + ' ' + (task.total ? task.done + '/' + task.total : task.done || '')).trim());
    return [...steps, tasks.join(', '), Math.round((Date.now() - this.began) / 1000) + ' s'].filter(Boolean).join('; ');
  }
}

module.exports = Progress;
