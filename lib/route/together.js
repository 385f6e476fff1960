'use strict';

/**
 * @typedef {import('./lane')} Lane
 * @typedef {import('./parts').Part} Part
 * @typedef {import('./parts').RoutedCall} RoutedCall
 */

/**
 * What happens together, such as the answers to one write, has its consequences
 * together: what lanes give out goes out in one, and callers are told once of
 * all that has come.
 */
class Together {
  /** @param {(parts: Part[]) => void} send what lanes have given out, in order */
  constructor(send) {
    this._send = send;
    /** @type {Set<Lane> | null} those that may have opened meanwhile */
    this._lanes = null;
    /** @type {Set<RoutedCall> | null} those of which some has come meanwhile */
    this._calls = null;
  }

  /** @param {() => void} run throws nothing */
  run(run) {
    if (this._lanes) return run();
    const lanes = this._lanes = new Set();
    const calls = this._calls = new Set();
    run();
    this._lanes = this._calls = null;
    this._send([...lanes].flatMap((lane) => lane.due()).sort((a, b) => a.number - b.number));
    for (const call of calls) call.tellSome();
  }

  /** @param {Lane} lane may have opened */
  flush(lane) {
    if (!lane.hasWaiting) return;
    if (this._lanes) this._lanes.add(lane);
    else this._send(lane.due());
  }

  /** @param {RoutedCall} call some of what it waits for is settled, and some is not */
  tellSome(call) {
    if (!call.isImpatient) return;
    if (this._calls) this._calls.add(call);
    else call.tellSome();
  }
}

module.exports = Together;
