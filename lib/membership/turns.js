'use strict';

/**
 * Calls take effect in the order in which they were made, also behind one that
 * takes several steps: what concerns the same user or channel waits for it.
 *
 * A call takes its place behind all those before it at once, for all that it
 * concerns, so no two can wait for each other.
 *
 * @typedef {{ run: (over: () => void) => void, places: [key: string, isShared: boolean][], left: number }} Turn
 * @typedef {{ running: number, isShared: boolean, waiting: { turn: Turn, isShared: boolean }[] }} Line
 */
class Turns {
  constructor() {
    /** @type {Map<string, Line>} of users and channels that a call of several steps concerns, or one behind it */
    this._lines = new Map();
    /** How many wait. */
    this.waiting = 0;
  }

  /**
   * Whether nothing is under way that any of these concerns.
   *
   * @param {string[]} users
   * @param {string[]} channels
   */
  isFree(users, channels) {
    if (this._lines.size === 0) return true;
    return !users.some((user) => this._lines.has(`u${user}`)) && !channels.some((name) => this._lines.has(`c${name}`));
  }

  /**
   * @param {string[]} users whose memberships it reads or changes
   * @param {string[]} channels that it changes
   * @param {boolean} isWhole it concerns the channels with all their members
   * @param {(over: () => void) => void} run perhaps at once; `over` when all its commands are sent or answered
   */
  take(users, channels, isWhole, run) {
    /** @type {Turn} */
    const turn = { run, places: [], left: 0 };
    for (const user of new Set(users)) this._stand(turn, `u${user}`, false);
    for (const name of new Set(channels)) this._stand(turn, `c${name}`, !isWhole);
    if (turn.left > 0) this.waiting++;
    else this._go(turn);
  }

  /** @type {(turn: Turn, key: string, isShared: boolean) => void} */
  _stand(turn, key, isShared) {
    const line = this._lines.get(key) || { running: 0, isShared, waiting: [] };
    this._lines.set(key, line);
    turn.places.push([key, isShared]);
    if (line.waiting.length === 0 && fits(line, isShared)) return enter(line, isShared);
    line.waiting.push({ turn, isShared });
    turn.left++;
  }

  /** @param {Turn} turn */
  _go(turn) {
    let isOver = false;
    turn.run(() => {
      if (isOver) return;
      isOver = true;
      for (const [key] of turn.places) this._leave(key);
    });
  }

  /** @param {string} key */
  _leave(key) {
    const line = /** @type {Line} */ (this._lines.get(key));
    line.running--;
    /** @type {Turn[]} */
    const free = [];
    while (line.waiting.length > 0 && fits(line, line.waiting[0].isShared)) {
      const { turn, isShared } = /** @type {any} */ (line.waiting.shift());
      enter(line, isShared);
      if (--turn.left === 0) free.push(turn);
    }
    if (line.running === 0) this._lines.delete(key);
    for (const turn of free) {
      this.waiting--;
      this._go(turn);
    }
  }
}

/** @type {(line: Line, isShared: boolean) => boolean} */
function fits({ running, isShared: among }, isShared) {
  return running === 0 || among && isShared;
}

/** @type {(line: Line, isShared: boolean) => void} */
function enter(line, isShared) {
  line.running++;
  line.isShared = isShared;
}

module.exports = Turns;
