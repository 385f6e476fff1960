'use strict';

const { performance } = require('perf_hooks');
const { plainError } = require('../error');
const Outage = require('../manager/outage');
const { FAILED, HELD, LOST, SUPERFLUOUS } = require('../manager/news');

/**
 * What the log tells of the masters of a cluster: of each that is away, and of
 * whoever takes its place. That slots move is told of nowhere.
 *
 * @typedef {import('./node')} Node
 */

/** Who has been spoken to for longer takes nobody's place, but gets some slots more. In ms. */
const YOUNG = 10000;

/** A failover that comes within this time is two lines: failed attempts are told of only behind it. In ms. */
const PATIENCE = 10000;

/**
 * @typedef {object} Entry
 * @property {Outage} outage
 * @property {number} since when we have known the node
 * @property {number} away since when it has been away, or 0
 * @property {boolean} isSilent it is away for its silence alone
 */

class Chronicle {
  constructor() {
    /** @type {Map<Node, Entry>} */
    this._all = new Map();
  }

  /** @type {(node: Node, kind: number, error: any, fatal: boolean, retry: number) => void} */
  news(node, kind, error, fatal, retry) {
    const entry = this._of(node);
    const { outage } = entry;
    if (kind === SUPERFLUOUS) outage.superfluous();
    if (kind === HELD) outage.held(error, retry);
    else if (kind === LOST) this._lost(entry, error, retry);
    else if (kind === FAILED) this._failed(entry, error, fatal);
    else this._back(entry);
  }

  /**
   * @param {Node} node has sent nothing, with calls under way
   * @param {number} ms for so long
   * @param {number} retry ms until others are asked who has its slots
   */
  silent(node, ms, retry) {
    const entry = this._of(node);
    if (entry.away > 0) return;
    entry.isSilent = true;
    this._lost(entry, plainError('ETIMEDOUT', `no answer from Redis at ${node.title} for ${ms} ms`), retry);
  }

  /** @param {Node} node is well */
  well(node) {
    const entry = this._all.get(node);
    if (entry && entry.isSilent) this._back(entry);
  }

  /**
   * @param {Node} node is master no longer
   * @param {Node | null} heir whoever has had the last of its slots
   */
  left(node, heir) {
    const entry = this._of(node);
    const { outage } = entry;
    this._all.delete(node);
    if (!heir || performance.now() - this._of(heir).since > YOUNG) return;
    if (entry.away === 0) outage.lost(plainError('ECONNLOST', `Redis at ${node.title} is no master any more`), 0);
    outage.over(heir.title);
    this._of(heir).outage = outage;
  }

  /** @type {(entry: Entry, error: any, retry: number) => void} */
  _lost(entry, error, retry) {
    if (entry.away === 0) entry.outage.lost(error, retry);
    entry.away = entry.away || performance.now();
  }

  /** @type {(entry: Entry, error: any, fatal: boolean) => void} */
  _failed(entry, error, fatal) {
    entry.away = entry.away || performance.now();
    entry.isSilent = false;
    if (fatal || performance.now() - entry.away > PATIENCE) entry.outage.failed(error, fatal);
    else entry.outage.attempted();
  }

  /** @param {Entry} entry */
  _back(entry) {
    entry.away = 0;
    entry.isSilent = false;
    entry.outage.over();
  }

  /**
   * @param {Node} node
   * @returns {Entry}
   */
  _of(node) {
    const known = this._all.get(node);
    const entry = known || { outage: new Outage(node.title), since: performance.now(), away: 0, isSilent: false };
    if (!known) this._all.set(node, entry);
    return entry;
  }
}

module.exports = Chronicle;
