'use strict';

// Faults by chance, one after the other, and after each of them the players' histories are held against what Redis has.
// Only what an old master has acknowledged above the offset at which its successor was promoted may be missing.

const { setTimeout: sleep } = require('node:timers/promises');
const { everything, differing, keyOf, nameOf } = require('./members');

/** ms after a promotion at which nobody writes to the old master any more, should it be there. */
const LEFT = 3000;

/**
 * @typedef {ReturnType<import('./players')['play']>} Player
 *
 * @typedef {object} Loss of a fault
 * @property {number[][]} spans [from, to]: what was acknowledged then may be missing
 * @property {(key: string) => boolean} [had] whether the old master had that key; else all
 */

class Faults {
  /** @param {Player[]} players @param {(limit: number) => number} next */
  constructor(players, next) {
    this.players = players;
    this.next = next;
    /** @type {Record<string, () => Promise<Loss | void>>} */
    this.all = {};
    /** Acknowledged members that were above the offset, and how many of them were missing. */
    this.above = 0;
    this.missing = 0;
    /** @type {string[]} */
    this.wrong = [];
  }

  /** @returns {Promise<any[]>} */
  async masters() {
    return [];
  }

  /** All is well again. */
  async atRest() {}

  /**
   * A crash, before which its replicas may have had no news for a moment.
   *
   * @param {any} master @param {any[]} replicas
   */
  async kill(master, replicas) {
    const behind = this.next(2) ? replicas : [];
    for (const replica of behind) replica.freeze();
    if (behind.length > 0) await master.command('CLIENT', 'KILL', 'TYPE', 'replica');
    await sleep(this.next(200));
    await master.kill();
    for (const replica of behind) replica.thaw();
  }

  /** Somebody's clients lose their connections. */
  async cut() {
    const masters = await this.masters();
    await masters[this.next(masters.length)].command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  }

  /** @param {number} ms @param {(line: string) => void} say */
  async rage(ms, say) {
    /** @type {Record<string, number>} */
    const counts = {};
    const names = Object.keys(this.all);
    for (const end = Date.now() + ms; Date.now() < end;) {
      const name = names[this.next(names.length)];
      counts[name] = (counts[name] || 0) + 1;
      say(name);
      const loss = await this.all[name]();
      await this.atRest();
      await this.check(name, loss || { spans: [] });
      await sleep(300 + this.next(2000));
    }
    console.log('%d members were acknowledged above an offset, %d of them were missing', this.above, this.missing);
    return counts;
  }

  /** @param {string} fault @param {Loss} loss */
  async check(fault, { spans, had = () => true }) {
    const reports = await Promise.all(this.players.map((player) => player.pause()));
    const missing = differing(await everything(await this.masters()), reports);
    reports.forEach(({ prefix, members }, i) => {
      const isAbove = (/** @type {any} */ member) => {
        return spans.some(([from, to]) => from <= member.at && member.at <= to) && had(keyOf(prefix, member));
      };
      const wrong = missing[i].filter((member) => !isAbove(member));
      this.wrong.push(...wrong.map((member) => `${nameOf(prefix, member)}: acknowledged ${member.state}, after: ${fault}`));
      this.missing += missing[i].length - wrong.length;
      this.above += members.filter(isAbove).length;
      this.players[i].resume(missing[i]);
    });
  }

  /**
   * When the old master may have acknowledged what its successor has not.
   *
   * @param {number} reached what was acknowledged before it has
   * @param {number} promoted
   * @param {number} [thawed] the old one was there again
   */
  static spans(reached, promoted, thawed = Infinity) {
    return [[reached, promoted], [thawed, promoted + LEFT]];
  }
}

module.exports = Faults;
