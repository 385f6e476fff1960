'use strict';

const { performance } = require('perf_hooks');
const { keyOf } = require('./slotMap');

/**
 * The nodes of a cluster that are spoken to, each once, and how they fare.
 *
 * @typedef {import('./node')} Node
 * @typedef {import('./announced').Address} Address
 */

/** So many there may be: nobody vouches for redirects. */
const MOST = 1000;

/** Who was silent, or said that the cluster is down, is not well for so long; it is looked at more often. In ms. */
const UNWELL = 600;

/** Who was asked for a slot that is on its way to it is kept so long without one, in ms. */
const GUEST = 10000;

class Company {
  /** @param {(address: Address) => Node} make */
  constructor(make) {
    this._make = make;
    /** @type {Map<string, { node: Node, silentUntil: number, downUntil: number, guestUntil: number }>} */
    this._all = new Map();
  }

  /**
   * @param {Address} address
   * @returns {Node | null} null: there are too many
   */
  nodeAt(address) {
    const key = keyOf(address);
    const known = this._all.get(key);
    if (known) return known.node;
    if (this._all.size >= MOST) return null;
    const node = this._make(address);
    this._all.set(key, { node, silentUntil: 0, downUntil: 0, guestUntil: 0 });
    return node;
  }

  /** @param {Address} address of one that is asked for a slot which it does not have yet */
  guest(address) {
    const node = this.nodeAt(address);
    if (node) this._of(node).guestUntil = performance.now() + GUEST;
    return node;
  }

  /** @param {Node} node has sent nothing, with calls under way */
  isSilent(node) {
    this._of(node).silentUntil = performance.now() + UNWELL;
  }

  /** @param {Node} node says that the cluster is down */
  isDown(node) {
    this._of(node).downUntil = performance.now() + UNWELL;
  }

  /** @param {Node} node */
  isWell(node) {
    return this._answers(node) && this._of(node).downUntil < performance.now();
  }

  /**
   * Gives up those that have nothing any more, and nothing to answer, or do not
   * answer: then somebody else has what was theirs.
   *
   * @param {Address[]} owners
   * @param {(node: Node) => void} leave
   */
  leaveOthers(owners, leave) {
    const keys = new Set(owners.map(keyOf));
    for (const [key, { node, guestUntil }] of this._all) {
      if (keys.has(key) || (guestUntil > performance.now() && this._mayAnswer(node)) || (node.pending > 0 && this._answers(node))) continue;
      this._all.delete(key);
      leave(node);
    }
  }

  /**
   * Whom to ask for the map: those that are well, others that may answer, those that do not.
   *
   * @param {Address[]} strangers replicas and seeds
   * @returns {Address[][]}
   */
  informants(strangers) {
    const nodes = [...this._all.values()].map(({ node }) => node);
    const away = nodes.filter((node) => !this._answers(node)).map(({ address }) => address);
    const mute = new Set(away.map(keyOf));
    const down = nodes.filter((node) => this._answers(node) && !this.isWell(node)).map(({ address }) => address);
    return [
      nodes.filter((node) => this.isWell(node)).map(({ address }) => address),
      down.concat(strangers.filter((stranger) => !mute.has(keyOf(stranger)))),
      away,
    ];
  }

  /** @param {Node} node */
  _answers(node) {
    return node.isReady && this._of(node).silentUntil < performance.now();
  }

  /** @param {Node} node that has only just been heard of, maybe */
  _mayAnswer(node) {
    return node.isReady ? this._answers(node) : !node.error;
  }

  /** @param {Node} node that is not left */
  _of(node) {
    return this._all.get(keyOf(node.address)) || NOBODY;
  }
}

/** @type {any} what is noted of those that are left */
const NOBODY = {};

module.exports = Company;
