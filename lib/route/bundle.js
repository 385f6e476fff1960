'use strict';

/**
 * @typedef {import('./parts').Part} Part
 * @typedef {import('../error').CodedError} CodedError
 */

/** Those parts of one call that one node gets in one write. What of them comes back goes out together, too. */
class Bundle {
  /**
   * @param {Part[]} parts in the order of their items
   * @param {{ together: (run: () => void) => void }} traffic
   */
  constructor(parts, traffic) {
    this._parts = parts;
    this._traffic = traffic;
    this.items = parts.map(({ items }) => /** @type {any[]} */ (items)[0]);
  }

  /** @param {any} outcome lists, or a number that is the sum */
  done(outcome) {
    this._traffic.together(() => this._parts.forEach((part, i) => {
      const mine = Array.isArray(outcome) ? outcome[i] : i === 0 ? outcome : 0;
      if (mine instanceof Error) part.failed(/** @type {any} */ (mine));
      else part.done(Array.isArray(outcome) ? [mine] : mine);
    }));
  }

  /** @param {CodedError} error */
  failed(error) {
    this._traffic.together(() => this._parts.forEach((part) => part.failed(error)));
  }

  emitDestroy() {}
}

/**
 * One group for each node; those that ASK apart.
 *
 * @param {Part[]} parts of one call, in the order of their items
 * @returns {Part[][]}
 */
function grouped(parts) {
  if (parts.length === 1) return [parts];
  /** @type {Map<import('./node'), Part[]>[]} */
  const both = [new Map(), new Map()];
  for (const part of parts) {
    const { target } = part;
    const groups = both[part.aside ? 1 : 0];
    const group = groups.get(target);
    if (group) group.push(part);
    else groups.set(target, [part]);
  }
  return [...both[0].values(), ...both[1].values()];
}

module.exports = { Bundle, grouped };
