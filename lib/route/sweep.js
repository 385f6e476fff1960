'use strict';

const { performance } = require('perf_hooks');
const { plainError } = require('../error');
const loadNative = require('../native');
const { RoutedCall } = require('./parts');
const { isNotExecuted } = require('./refusal');

/**
 * Cleans a cluster: walks over all masters until the map at a walk's end is the
 * one of its beginning, and nobody has sent us elsewhere. Who refuses for now is
 * asked again for as long as any call would be.
 *
 * @typedef {import('../error').CodedError} CodedError
 */

const WALKS = 5;

/** A master no longer has what it has just found, or is left itself. */
const ELSEWHERE = new Set(['MOVED', 'ASK', 'ESTOPPED', 'ESTATE']);

class Sweep {
  /**
   * @param {import('./cluster')} route
   * @param {import('./parts').Part} part whoever is told
   * @param {import('./parts').Owner} owner of all parts
   */
  constructor(route, part, owner) {
    this._route = route;
    this._part = part;
    this._owner = { onDone: owner.onDone.bind(owner), onFailed: this._onFailed.bind(this, owner) };
    this._removed = 0;
    this._walks = 0;
    this._version = -1;
    this._isElsewhere = false;
    this._refusedAt = 0;
    /** @type {any} what somebody has said for too long */
    this._refusal = null;
  }

  walk() {
    this._walks++;
    this._version = this._route.chart.version;
    this._isElsewhere = false;
    this._refusedAt = 0;
    const code = this._route.toMasters(new RoutedCall('clean', /** @type {any} */ (this), {}), this._owner);
    if (code !== 0) setImmediate(() => this.failed(cutShort(code)));
  }

  /** @param {number} removed by a walk that is over */
  done(removed) {
    this._removed += removed;
    this._part.maybe = this._part.maybe || removed > 0;
    if (this._refusal) this.failed(this._refusal);
    else this._route.afterMap((error) => this._look(error));
  }

  /** @param {CodedError} error */
  failed(error) {
    if (error.maybeExecuted) this._part.maybe = true;
    this._part.failed(error);
  }

  /** There was no walk. */
  emitDestroy() {}

  /** @param {any} error null: there is a new map */
  _look(error) {
    if (this._part.isOver) return;
    if (error) this._part.failed(error);
    else if (this._route.chart.version === this._version && !this._isElsewhere) this._part.done(this._removed);
    else if (this._walks < WALKS) this.walk();
    else this._part.failed(plainError('EREPLY', TOO_OFTEN, { reply: 'ERR' }));
  }

  /**
   * Nobody is sent on: there is another walk.
   *
   * @type {(owner: import('./parts').Owner, part: import('./parts').Part, error: CodedError) => void}
   */
  _onFailed(owner, part, error) {
    const isElsewhere = ELSEWHERE.has(error.reply || error.code);
    if (isElsewhere && !this._route.isClosing) {
      this._isElsewhere = true;
      this._part.maybe = this._part.maybe || error.maybeExecuted === true;
      owner.onDone(part, 0);
    } else if (isNotExecuted(error) && this._isEnough()) {
      this._refusal = error;
      owner.onDone(part, 0);
    } else {
      owner.onFailed(part, error);
    }
  }

  /** Whether somebody has refused for so long that nobody is asked again. */
  _isEnough() {
    const now = performance.now();
    this._refusedAt = this._refusedAt || now;
    return now - this._refusedAt > this._route.options.commandTimeout;
  }
}

/** @param {number} code why a walk was not taken */
function cutShort(code) {
  const why = loadNative().codes[code] || 'ESTATE';
  return plainError(why, `cleaning was cut short: ${why === 'EQUEUEFULL' ? 'the queue is full' : 'a master is away'}`);
}

const TOO_OFTEN = `slots have moved during each of ${WALKS} walks over the cluster: clean it when it is at rest`;

module.exports = Sweep;
