'use strict';

const { NOBODY, SLOTS, keyOf } = require('./slotMap');

/**
 * Who is known to have which slot, out of maps, which are a while old when they
 * arrive, and of MOVED, which holds at once: a map that was asked for before a
 * MOVED came does not touch that slot. A slot that a map has nobody for keeps
 * whom it had. Without I/O and without time.
 *
 * @typedef {import('./announced').Address} Address
 */
class Chart {
  constructor() {
    /** @type {(Address | null)[]} the same object for the same address */
    this._owners = new Array(SLOTS).fill(null);
    /** When each slot was moved, by a clock that counts questions. */
    this._moved = new Float64Array(SLOTS);
    this._clock = 0;
    /** @type {Map<string, Address>} */
    this._known = new Map();
    /** @type {Map<string, Address>} who has had the last slot that somebody lost */
    this._heirs = new Map();
    /** How often it has changed. */
    this.version = 0;
    /** A slot that the last map had nobody for, or NOBODY; before the first one any. */
    this.lacks = 0;
  }

  /** When a map would be asked for now. */
  get now() {
    return this._clock;
  }

  /** @returns {number} when a map is asked for: what comes later is newer */
  ask() {
    return this._clock++;
  }

  /** @param {number} slot */
  ownerOf(slot) {
    return this._owners[slot];
  }

  /** @returns {Address[]} whoever has a slot, each once */
  owners() {
    return [...new Set(this._owners)].filter(isThere);
  }

  /**
   * @param {number} slot
   * @param {Address} to
   * @returns {boolean} whether that is news
   */
  moved(slot, to) {
    const owner = this._same(to);
    this._moved[slot] = this._clock;
    if (this._owners[slot] === owner) return false;
    this._pass(slot, owner);
    this.version++;
    return true;
  }

  /**
   * @param {import('./slotMap').SlotMap} map
   * @param {number} asked when it was asked for
   * @returns {number[]} the slots that have another owner now
   */
  take({ masters, owners }, asked) {
    const same = masters.map((master) => this._same(master));
    const changed = [];
    for (let slot = 0; slot < SLOTS; slot++) {
      const owner = owners[slot] === NOBODY ? null : same[owners[slot]];
      if (!owner || owner === this._owners[slot] || this._moved[slot] > asked) continue;
      this._pass(slot, owner);
      changed.push(slot);
    }
    const lack = owners.indexOf(NOBODY);
    this.lacks = lack < 0 ? NOBODY : lack;
    this._forget();
    if (changed.length > 0) this.version++;
    return changed;
  }

  /**
   * @param {Address} address of somebody who has no slot any more
   * @returns {Address | null} who has had the last one
   */
  heirOf(address) {
    return this._heirs.get(keyOf(address)) || null;
  }

  /** @type {(slot: number, owner: Address) => void} */
  _pass(slot, owner) {
    const before = this._owners[slot];
    if (before) this._heirs.set(keyOf(before), owner);
    this._heirs.delete(keyOf(owner));
    this._owners[slot] = owner;
  }

  /** @param {Address} address */
  _same(address) {
    const key = keyOf(address);
    const known = this._known.get(key);
    if (!known) this._known.set(key, address);
    return known || address;
  }

  /** Whoever has nothing any more may come back as somebody new. */
  _forget() {
    this._known = new Map(this.owners().map((owner) => [keyOf(owner), owner]));
  }
}

/** @type {(owner: Address | null) => owner is Address} */
function isThere(owner) {
  return owner !== null;
}

module.exports = Chart;
