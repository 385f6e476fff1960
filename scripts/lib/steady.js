'use strict';

// The runs of `npm run steady`: collected in a file over as many calls as it takes, and told of.

const fs = require('fs');
const path = require('path');

/**
 * @typedef {{passed: number, failures: import('./failures').Failure[]}} Result
 * @typedef {Result & {date: string, seconds: number, load: number}} Run load: the machine's average over the run's last minute
 */

class Steady {
  /**
   * @param {string} folder
   * @param {() => string} print the fingerprint of what is tested: runs of other sources do not count
   */
  constructor(folder, print) {
    this.print = print;
    this.began = print();
    this.file = path.join(folder, this.began.slice(0, 16) + '.json');
    /** @type {Run[]} */
    this.runs = fs.existsSync(this.file) ? JSON.parse(fs.readFileSync(this.file, 'utf8')) : [];
  }

  forget() {
    this.runs = [];
    fs.rmSync(this.file, { force: true });
  }

  /**
   * @param {number} total
   * @param {() => Promise<Run>} perform what it rejects with ends it, and is no run
   * @param {(run: Run, nth: number) => void} [added]
   */
  async collect(total, perform, added = () => {}) {
    while (this.runs.length < total) {
      const run = await perform();
      if (this.print() !== this.began) throw new Error('the sources have changed: this run does not count');
      this.add(run);
      added(run, this.runs.length);
    }
  }

  /** @param {Run} run */
  add(run) {
    this.runs.push(run);
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    // An interruption leaves the old file or the new one, never half of it.
    fs.writeFileSync(this.file + '.new', JSON.stringify(this.runs, null, 1));
    fs.renameSync(this.file + '.new', this.file);
  }

  /** @returns {Array<{times: number, last: import('./failures').Failure}>} what failed, the most frequent first */
  failures() {
    /** @type {Map<string, {times: number, last: import('./failures').Failure}>} */
    const found = new Map();
    for (const last of this.runs.flatMap(run => run.failures)) {
      const { times } = found.get(last.title) || { times: 0 };
      found.set(last.title, { times: times + 1, last });
    }
    return [...found.values()].sort((a, b) => b.times - a.times);
  }

  get green() {
    return this.runs.filter(run => !run.failures.length).length;
  }

  /** @returns {string[]} lines; the last one is the verdict */
  report() {
    const { runs } = this;
    const failed = this.failures().map(({ times, last }) =>
      '\nfailed in ' + times + ' of ' + runs.length + ' runs: ' + last.title + '\n' + last.text +
      '\n(whole output of the last: ' + last.file + ')');
    if (!runs.length) return ['no runs'];
    const dates = [...new Set([runs[0], runs[runs.length - 1]].map(run => run.date.slice(0, 10)))];
    return [
      ...failed,
      dates.join(' to ') + '; ' + median(runs.map(run => run.passed + run.failures.length)) + ' tests a run, ' +
        Math.round(median(runs.map(run => run.seconds))) + ' s (median), load ' + median(runs.map(run => run.load)).toFixed(1),
      this.green + ' of ' + runs.length + ' runs green'
    ];
  }
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

module.exports = Steady;
