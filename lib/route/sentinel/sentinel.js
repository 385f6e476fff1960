'use strict';

const { performance } = require('perf_hooks');
const { plainError } = require('../../error');
const logger = require('../../log')(__filename);
const { FAILED, HELD, LOST, READY, SUPERFLUOUS } = require('../../manager/news');
const { show } = require('../../options/addresses');
const Lane = require('../lane');
const Route = require('../route');
const Audience = require('./audience');
const { meaningOf } = require('./answers');
const Panel = require('./panel');
const { Search, EVERY } = require('./search');

/**
 * The way to the master of a group that Sentinels watch: one lane, for all calls
 * keep their order, and one node, until the Sentinels name another.
 *
 * @typedef {import('../node')} Node
 * @typedef {import('../announced').Address} Address
 */

/** A failover that was announced comes within this time, or not. In ms. */
const HOLD = 3000;
/** What makes us ask, and ends by itself, is seen again within this time. In ms. */
const LINGER = 600;
/** Calls that were refused for now are tried again so long after, in ms. */
const AGAIN = 100;
/** Why there is no master to begin with is told so often, in ms. */
const TELL = 1000;

class SentinelRoute extends Route {
  /**
   * @param {import('../../options').Options} options
   * @param {import('../route').OnNews} onNews
   * @param {() => void} onClosed
   */
  constructor(options, onNews, onClosed) {
    super(options, whereOf(options), onNews, onClosed);
    this._lane = new Lane();
    this._panel = new Panel(options);
    this._audience = new Audience(this._panel, {
      onMessage: (channel, text) => this._onMessage(channel, text),
      onDoubt: () => this._search.want('doubt', LINGER),
      onSettled: () => this._open(READY),
      onAllAway: (isAway) => this._onAllAway(isAway),
    });
    this._search = new Search(options, this._panel, () => this._current(), (outcome) => this._onOutcome(outcome));
    this._isOpen = false;
    /** @type {{ timer: NodeJS.Timeout, isOver: boolean } | null} while calls wait for a failover */
    this._hold = null;
    /** @type {NodeJS.Timeout | null} until what was refused for now is tried again */
    this._pause = null;
    /** When it was last told why there is no master, and in which words. */
    this._said = { at: -Infinity, text: '' };
    this._search.want('away');
    this._audience.listen();
  }

  /** @type {Route['cut']} */
  cut(call) {
    this.part(call, this._lane);
  }

  /** @type {Route['refused']} */
  refused() {
    this._search.want('refused', LINGER);
    if (this._pause) return;
    this._lane.pause();
    this._pause = setTimeout(() => {
      this._pause = null;
      this._lane.release();
      this.flush(this._lane);
    }, AGAIN);
  }

  /** @type {Route['silent']} */
  silent() {
    this._search.want('silent', LINGER);
  }

  /** @type {Route['news']} */
  news(node, kind, error, fatal, retry) {
    if (kind === READY || kind === SUPERFLUOUS) {
      this._search.enough('away');
      this._search.enough('held');
      this.where = node.title;
      if (this._isOpen) this.tell(kind, null, false, 0);
      else this._open(kind);
    } else {
      this._search.want(kind === HELD ? 'held' : 'away');
      this.tell(kind, error, fatal, retry);
    }
  }

  /** @type {Route['stopped']} */
  stopped() {
    if (this._hold) clearTimeout(this._hold.timer);
    if (this._pause) clearTimeout(this._pause);
    this._search.stop();
    this._audience.stop();
    this._panel.close();
  }

  /** @type {Route['masters']} */
  masters() {
    return this._node ? [this._node] : [];
  }

  /** The master, when there is one. @returns {Node | null} */
  get _node() {
    return this._lane.node;
  }

  /** @returns {string | null} */
  _current() {
    return this._node && this._node.where;
  }

  /**
   * Tells that the master is there, when it is and all Sentinels are listened to.
   *
   * @param {number} kind
   */
  _open(kind) {
    if (this._isOpen || !this._node || !this._node.isReady || !this._audience.isSettled) return;
    this._isOpen = true;
    this.tell(kind, null, false, 0);
  }

  /** Before there is a master, that is told of all the time. @param {boolean} isAway */
  _onAllAway(isAway) {
    const { name } = this.options;
    if (!this._isOpen) return;
    if (isAway) logger.warn('none of the Sentinels of %s answers; a failover is noticed only when one is back', name);
    else logger.info('a Sentinel of %s is back', name);
  }

  /** @param {import('./round').Outcome} outcome of a round of questions */
  _onOutcome({ found, error }) {
    const isOther = found !== null && found.where !== this._current();
    this._search.enough('doubt');
    if (isOther && !this._move(found.address)) return;
    if (found) this._search.enough('told');
    if (this._hold && (isOther || this._hold.isOver)) this._release();
    if (!found && !this._node) this._complain(error);
  }

  /**
   * @param {Address} address of the master
   * @returns {boolean} false: memory is short; another round will find it
   */
  _move(address) {
    const old = this._node;
    const node = this._make(address);
    if (!node) return false;
    const isLeft = old !== null && old.isReady && !this._hold;
    if (isLeft) this.tell(LOST, plainError('ECONNLOST', `Redis at ${old.title} is no master any more`), false, 0);
    this._lane.point(node);
    if (old) this.leaveNode(old);
    for (const reason of ['held', 'silent', 'refused']) this._search.enough(reason);
    this._search.want('away');
    this.flush(this._lane);
    return true;
  }

  /** @param {Address} address */
  _make(address) {
    try {
      return this.makeNode(address);
    } catch (error) {
      this.tell(FAILED, error, false, EVERY);
      return null;
    }
  }

  /** @param {any} error why there is no master to begin with */
  _complain(error) {
    const now = performance.now();
    if (error.message === this._said.text && now - this._said.at < TELL && !error.fatal) return;
    this._said = { at: now, text: error.message };
    this.tell(FAILED, error, error.fatal, EVERY);
  }

  // --- a failover that is announced ---

  /** @type {(channel: string, text: string) => void} */
  _onMessage(channel, text) {
    const meaning = meaningOf(channel, text, /** @type {string} */ (this.options.name), this.options.natMap);
    if (!meaning) return;
    if (meaning.kind === 'sentinel') this._audience.learn();
    else if (meaning.kind === 'hold') this._wait();
    else if (meaning.kind === 'switch' || this._hold) this._decide(meaning.to);
  }

  /** The master is about to be deposed: what it takes from now on would be lost. */
  _wait() {
    if (this._hold || !this._node) return;
    this._lane.hold();
    this._hold = { timer: setTimeout(() => this._decide(), HOLD), isOver: false };
    const text = `Redis at ${this.where} hands over to a replica`;
    if (this._node.isReady) this.tell(HELD, plainError('EAGAIN', text), false, HOLD);
  }

  /** @param {Address} [to] whom a Sentinel says to be the master now */
  _decide(to) {
    // Whoever is named may need a moment; the old one would lose what it takes.
    if (this._hold && !to) this._hold.isOver = true;
    this._search.anew('told', to || null, HOLD);
  }

  _release() {
    if (this._hold) clearTimeout(this._hold.timer);
    this._hold = null;
    this._lane.release();
    this.flush(this._lane);
  }
}

/** @param {import('../../options').Options} options */
function whereOf({ name, sentinels }) {
  return `${name} (by the Sentinels ${/** @type {Address[]} */ (sentinels).map(show).join(', ')})`;
}

module.exports = SentinelRoute;
