'use strict';

/**
 * Calls take effect in the order in which they were made, also behind one that
 * takes several steps: what concerns the same user or channel waits for it.
 *
 * A call takes its place behind all those before it at once, for all that it
 * concerns, so no two can wait for each other.
 *
 * @typedef {{ run: (over: () => void) => void, keys: string[], left: number }} Turn
 * @typedef {{ turn: Turn, isShared: boolean, behind: Place | null }} Place
 * @typedef {{ running: number, isShared: boolean, first: Place | null, last: Place | null }} Line who waits: no list,
 *   which is slow to lose its first when it is long
 */
class Turns {
  constructor() {
    /** @type {Map<string, Line>} of users and channels that a call of several steps concerns, or one behind it */
    this._lines = new Map();
    /** How many wait. */
    this.waiting = 0;
    /** @type {Turn[]} whose turn has come; begun one after another, since many in a row would need a deep stack */
    this._due = [];
    this._isBeginning = false;
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
    const turn = { run, keys: [], left: 0 };
    for (const user of new Set(users)) this._stand(turn, `u${user}`, false);
    for (const name of new Set(channels)) this._stand(turn, `c${name}`, !isWhole);
    if (turn.left > 0) this.waiting++;
    else this._due.push(turn);
    this._go();
  }

  /** @type {(turn: Turn, key: string, isShared: boolean) => void} */
  _stand(turn, key, isShared) {
    const line = this._lines.get(key) || { running: 0, isShared, first: null, last: null };
    this._lines.set(key, line);
    turn.keys.push(key);
    if (!line.first && fits(line, isShared)) return enter(line, isShared);
    const place = { turn, isShared, behind: null };
    if (line.last) line.last.behind = place;
    else line.first = place;
    line.last = place;
    turn.left++;
  }

  _go() {
    if (this._isBeginning) return;
    this._isBeginning = true;
    for (let i = 0; i < this._due.length; i++) this._begin(this._due[i]);
    this._due = [];
    this._isBeginning = false;
  }

  /** @param {Turn} turn */
  _begin(turn) {
    let isOver = false;
    turn.run(() => {
      if (isOver) return;
      isOver = true;
      for (const key of turn.keys) this._leave(key);
      this._go();
    });
  }

  /** @param {string} key */
  _leave(key) {
    const line = /** @type {Line} */ (this._lines.get(key));
    line.running--;
    while (line.first && fits(line, line.first.isShared)) {
      const { turn, isShared, behind } = line.first;
      line.first = behind;
      if (!behind) line.last = null;
      enter(line, isShared);
      if (--turn.left > 0) continue;
      this.waiting--;
      this._due.push(turn);
    }
    if (line.running === 0) this._lines.delete(key);
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
