'use strict';

/**
 * How many calls a route has taken, and how many bytes of them. Those for nodes
 * that are away take at most half, so that the others go on.
 *
 * @typedef {import('./parts').Part} Part
 */

/** What is there for one node, or for nobody. */
class Load {
  /** @param {boolean} [isAway] from the beginning */
  constructor(isAway = false) {
    this.calls = 0;
    this.bytes = 0;
    this.isAway = isAway;
  }
}

class Budget {
  /**
   * @param {number} calls at most
   * @param {number} bytes at most
   */
  constructor(calls, bytes) {
    this._most = { calls, bytes };
    this._all = new Load();
    this._away = new Load();
  }

  /**
   * Whether all parts of a call have room. If some are for nodes that are away, it counts with one of those.
   *
   * @param {Part[]} parts
   * @param {(part: Part) => Load} loadOf
   */
  admits(parts, loadOf) {
    const all = new Load();
    const away = new Load();
    let bearer = null;
    for (const part of parts) {
      add(all, part.calls, part.bytes);
      if (!loadOf(part).isAway) continue;
      add(away, 0, part.bytes);
      bearer = part;
    }
    away.calls = all.calls;
    if (bearer) this.pass(parts[0], bearer);
    return fits(this._all, this._most, 1, all) && (away.bytes === 0 || fits(this._away, this._most, 0.5, away));
  }

  /**
   * @param {Load} load
   * @param {number} calls less than 0: they are over, or moved
   * @param {number} bytes
   */
  charge(load, calls, bytes) {
    for (const each of load.isAway ? [load, this._all, this._away] : [load, this._all]) add(each, calls, bytes);
  }

  /**
   * A call counts with one of its parts, as long as it is open.
   *
   * @param {Part} from
   * @param {Part} to
   */
  pass(from, to) {
    const { calls } = from;
    from.calls = 0;
    to.calls = calls;
    if (from.load === to.load) return;
    if (from.load) this.charge(from.load, -calls, 0);
    if (to.load) this.charge(to.load, calls, 0);
  }

  /**
   * @param {Load} load
   * @param {boolean} isAway
   */
  setAway(load, isAway) {
    if (load.isAway === isAway) return;
    load.isAway = isAway;
    const sign = isAway ? 1 : -1;
    add(this._away, sign * load.calls, sign * load.bytes);
  }
}

/** @type {(load: Load, most: { calls: number, bytes: number }, part: number, more: Load) => boolean} */
function fits(load, most, part, { calls, bytes }) {
  return load.calls + calls <= most.calls * part && load.bytes + bytes <= most.bytes * part;
}

/** @type {(load: Load, calls: number, bytes: number) => void} */
function add(load, calls, bytes) {
  load.calls += calls;
  load.bytes += bytes;
}

module.exports = { Budget, Load };
