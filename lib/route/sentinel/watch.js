'use strict';

const Asker = require('../../ask/asker');
const { CHANNELS, SWITCHES } = require('./answers');

/**
 * Listens to one Sentinel: subscribed to what it publishes, over as many
 * connections as it takes. One that refuses to be listened to is asked instead.
 *
 * @typedef {object} Events
 * @property {(channel: string, text: string) => void} onMessage
 * @property {() => void} onBack it is listened to again: something may have been missed
 * @property {() => void} onTurn it is time to ask, since it may not be listened to
 * @property {() => void} onSettled the first attempt has succeeded or failed, or `isThere` has changed
 */

/** For an answer, in ms. */
const LIMIT = 2000;
/** A PING so often shows whether the connection lives, in ms. */
const EVERY = 5000;
/** Until the next attempt, and between two questions, in ms. */
const PAUSE = 1000;

class Watch {
  /**
   * @param {import('../../ask/asker').Target} target
   * @param {Events} events
   */
  constructor(target, events) {
    this.isSettled = false;
    /** It is listened to, or asked. */
    this.isThere = false;
    this._target = target;
    this._events = events;
    this._isStopped = false;
    this._refuses = false;
    this._wasOpen = false;
    /** @type {NodeJS.Timeout | null} */
    this._timer = null;
    this._asker = this._open();
  }

  stop() {
    this._isStopped = true;
    if (this._timer) clearTimeout(this._timer);
    this._asker.close();
  }

  _open() {
    const { onMessage } = this._events;
    const asker = new Asker(this._target, { onMessage, onEnd: () => this._onEnd() });
    for (const channel of CHANNELS) {
      asker.ask(['SUBSCRIBE', channel], LIMIT, (error) => channel === SWITCHES && this._onSubscribed(error));
    }
    return asker;
  }

  /** @param {any} error */
  _onSubscribed(error) {
    if (this._isStopped || (error && error.code !== 'EREPLY')) return; // the end comes behind
    this._refuses = Boolean(error);
    if (!error && this._wasOpen) this._events.onBack();
    this._wasOpen = true;
    this._next();
    this._settle(true);
  }

  _next() {
    this._timer = setTimeout(() => this._turn(), this._refuses ? PAUSE : EVERY);
  }

  _turn() {
    if (this._refuses) {
      this._events.onTurn();
      this._next();
    } else {
      this._asker.ask(['PING'], LIMIT, (error) => {
        if (!this._isStopped && (!error || error.code === 'EREPLY')) this._next(); // a refusal shows it as well
      });
    }
  }

  _onEnd() {
    if (this._isStopped) return;
    if (this._timer) clearTimeout(this._timer);
    this._timer = setTimeout(() => { this._asker = this._open(); }, PAUSE);
    this._settle(false);
  }

  /** @param {boolean} isThere */
  _settle(isThere) {
    if (this.isSettled && this.isThere === isThere) return;
    this.isSettled = true;
    this.isThere = isThere;
    this._events.onSettled();
  }
}

module.exports = Watch;
