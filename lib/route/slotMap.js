'use strict';

const announced = require('./announced');

/**
 * Who has which slots of a Redis Cluster.
 *
 * @typedef {import('./announced').Address} Address
 *
 * @typedef {object} SlotMap
 * @property {Address[]} masters each once, also where all nodes have one address, a proxy's
 * @property {Uint16Array} owners for each slot the number of its master, or NOBODY
 * @property {Address[]} replicas
 */

const SLOTS = 16384;
const NOBODY = 0xffff;

/** So many masters a cluster may have; Redis advises against more. */
const MOST = 1000;

/**
 * Reads what CLUSTER SLOTS answers: for each range [first, last, master,
 * ...replicas], a node being [host, port, ...]. Nobody vouches for it.
 *
 * @param {any} reply
 * @param {Address} asked where the node was asked that answers
 * @param {import('./announced').NatMap} natMap
 * @returns {SlotMap | null} null: this is no such answer
 */
function readSlots(reply, asked, natMap) {
  if (!Array.isArray(reply)) return null;
  const owners = new Uint16Array(SLOTS).fill(NOBODY);
  const masters = new Roll();
  const replicas = new Roll();
  for (const range of reply) {
    if (!isRange(range)) return null;
    const [first, last, ...nodes] = range;
    if (!isFree(owners, first, last)) return null;
    const [master, ...others] = nodes.map((/** @type {any[]} */ [host, port]) => announced(host, port, asked, natMap));
    for (const other of others) if (other) replicas.add(other);
    // One whose address is not known has its slots, but nobody can go there.
    if (master) owners.fill(masters.add(master), first, last + 1);
    if (masters.list.length > MOST || replicas.list.length > 10 * MOST) return null;
  }
  return { masters: masters.list, owners, replicas: replicas.list };
}

/** Addresses, each once. */
class Roll {
  constructor() {
    /** @type {Address[]} */
    this.list = [];
    /** @type {Map<string, number>} */
    this._numbers = new Map();
  }

  /**
   * @param {Address} address
   * @returns {number} which one it is
   */
  add(address) {
    const key = keyOf(address);
    const known = this._numbers.get(key);
    if (known !== undefined) return known;
    this._numbers.set(key, this.list.length);
    return this.list.push(address) - 1;
  }
}

/** @param {any} range */
function isRange(range) {
  if (!Array.isArray(range) || range.length < 3) return false;
  const [first, last, ...nodes] = range;
  return isSlot(first) && isSlot(last) && first <= last && nodes.every(isNode);
}

/** @param {any} slot */
function isSlot(slot) {
  return Number.isInteger(slot) && slot >= 0 && slot < SLOTS;
}

/** @param {any} node */
function isNode(node) {
  return Array.isArray(node) && (node[0] === null || typeof node[0] === 'string') && Number.isInteger(node[1]);
}

/**
 * A slot has one owner.
 *
 * @type {(owners: Uint16Array, first: number, last: number) => boolean}
 */
function isFree(owners, first, last) {
  for (let slot = first; slot <= last; slot++) if (owners[slot] !== NOBODY) return false;
  return true;
}

/** @param {Address} address */
function keyOf({ host, port }) {
  return `${host} ${port}`;
}

module.exports = { readSlots, keyOf, SLOTS, NOBODY };
