'use strict';

const { setTimeout: sleep } = require('node:timers/promises');

/** A master is asked so often, and for so long before a fault, in ms. */
const EVERY = 5;
const BEFORE = 500;

/**
 * How far a master has come, and when. Whatever it had acknowledged before it was asked for its offset is not above
 * that offset: so its successor's offset at the promotion tells from when on acknowledged writes may be missing.
 */
class Offsets {
  /** @param {any} master @returns {Promise<Offsets>} when it has been asked for a while */
  static async of(master) {
    const offsets = new Offsets();
    offsets._follow(master).catch(() => {}); // it is gone
    await sleep(BEFORE);
    return offsets;
  }

  constructor() {
    /** @type {{ at: number, offset: number }[]} */
    this._samples = [];
    this._isOver = false;
  }

  /** @param {any} master */
  async _follow(master) {
    while (!this._isOver) {
      const at = now();
      const [role, offset] = await master.command('ROLE');
      if (role === 'master') this._samples.push({ at, offset });
      await sleep(EVERY);
    }
  }

  /**
   * @param {any} successor which has just been promoted
   * @returns {Promise<number>} what was acknowledged before this time it has
   */
  async reached(successor) {
    this._isOver = true;
    const [, next] = /second_repl_offset:(\d+)/.exec(await successor.command('INFO', 'replication')) || [];
    const [sample] = this._samples.filter(({ offset }) => offset < Number(next)).slice(-1);
    if (!sample) throw new Error(`the replica was behind its master by more than ${BEFORE} ms`);
    return sample.at;
  }
}

/** ms, the same for all processes. */
function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}

module.exports = { Offsets, now };
