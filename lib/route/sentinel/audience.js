'use strict';

const Watch = require('./watch');

/**
 * Listens to all Sentinels of a group, also to those that come later.
 *
 * @typedef {import('./panel')} Panel
 *
 * @typedef {object} Events
 * @property {(channel: string, text: string) => void} onMessage
 * @property {() => void} onDoubt a message may have been missed, or a Sentinel says none
 * @property {() => void} onSettled all that are known are listened to, or cannot be; maybe not for the first time
 * @property {(isAway: boolean) => void} onAllAway of those that were there the last one has gone, or one is back
 */

/** The Sentinels are asked for the others so often, in ms. */
const EVERY = 30000;
/** And so soon again when there was a reason to while they were asked, in ms. */
const SOON = 200;

class Audience {
  /**
   * @param {Panel} panel
   * @param {Events} events
   */
  constructor(panel, events) {
    this._panel = panel;
    this._events = events;
    /** @type {Map<string, Watch>} */
    this._watches = new Map();
    this._isStopped = false;
    this._areAllAway = false;
    this._hasLearnt = false;
    this._isLearning = false;
    this._isDue = false;
    /** @type {NodeJS.Timeout | null} */
    this._timer = null;
  }

  /** Whether all that are known are listened to, or cannot be. */
  get isSettled() {
    return this._hasLearnt && [...this._watches.values()].every(({ isSettled }) => isSettled);
  }

  /** Begins with those of the options. */
  listen() {
    this._follow();
    this.learn();
  }

  /** Asks for those that are new. */
  learn() {
    this._isDue = this._isLearning;
    if (this._isLearning) return;
    this._isLearning = true;
    if (this._timer) clearTimeout(this._timer);
    this._panel.learn(() => {
      if (this._isStopped) return;
      this._isLearning = false;
      this._hasLearnt = true;
      this._timer = setTimeout(() => this.learn(), this._isDue ? SOON : EVERY);
      this._follow();
      this._check();
    });
  }

  stop() {
    this._isStopped = true;
    if (this._timer) clearTimeout(this._timer);
    for (const watch of this._watches.values()) watch.stop();
  }

  _follow() {
    const { sentinels } = this._panel;
    for (const { where, address } of sentinels) {
      if (!this._watches.has(where)) this._watches.set(where, this._watch(address));
    }
    const known = new Set(sentinels.map(({ where }) => where));
    for (const [where, watch] of this._watches) {
      if (known.has(where)) continue;
      watch.stop();
      this._watches.delete(where);
    }
  }

  /** @param {import('../announced').Address} address */
  _watch(address) {
    const { onMessage, onDoubt } = this._events;
    const events = { onMessage, onBack: onDoubt, onTurn: onDoubt, onSettled: () => this._check() };
    return new Watch(this._panel.targetOf(address), events);
  }

  _check() {
    if (!this.isSettled || this._isStopped) return;
    const areAllAway = [...this._watches.values()].every(({ isThere }) => !isThere);
    if (areAllAway !== this._areAllAway) this._events.onAllAway(areAllAway);
    this._areAllAway = areAllAway;
    this._events.onSettled();
  }
}

module.exports = Audience;
