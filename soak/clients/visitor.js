'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const Visit = require('./visit');
const { CHANNELS } = require('./talk');

/** ms that a client stalls. */
const STALL = { least: 1000, most: 10000 };
/** ms in which all of them have come. */
const ARRIVAL = 4000;
/** One of so many enters is to the heavy channel, the last. */
const HEAVY = 6;

/**
 * A client that comes, does this and that by chance, goes or vanishes, and
 * comes back, on any connector, under the same name. One that stays does not go.
 */
class Visitor {
  /**
   * @param {object} who
   * @param {string} who.uid
   * @param {boolean} who.deflate whether it asks for compression
   * @param {boolean} who.stays
   * @param {number[]} ports of the connectors
   * @param {(limit: number) => number} next
   * @param {Record<string, number>} counts what is done, of all clients
   */
  constructor({ uid, deflate, stays }, ports, next, counts) {
    this.who = { uid, deflate };
    this.ports = ports;
    this.next = next;
    this.counts = counts;
    this.moves = [this.ping, this.enter, this.enter, this.leave, this.stall, ...(stays ? [] : [this.close, this.destroy, this.reset])];
    this.over = false;
    this.stalling = false;
    /** @type {Visit | null} */
    this.visit = null;
    /** @type {import('./visit').Recorded[]} */
    this.records = [];
  }

  /** Until it is over; what was pushed by then has come when it ends. */
  async live() {
    await sleep(this.next(ARRIVAL));
    await this.try(this.come);
    while (!this.over) {
      await sleep(this.next(1500));
      await this.try(this.visit ? this.moves[this.next(this.moves.length)] : this.come);
    }
    if (this.visit) await this.try(this.ping);
  }

  /** @param {() => Promise<void>} move */
  async try(move) {
    this.counts[move.name] = (this.counts[move.name] || 0) + 1;
    try {
      await move.call(this);
    } catch (err) {
      this.records[this.records.length - 1].wrong.push(`${move.name}: ${err.message}`);
      this.visit = null;
    }
  }

  async come() {
    this.visit = new Visit(this.who.uid, this.ports[this.next(this.ports.length)], this.who.deflate);
    this.records.push(this.visit.record);
    await this.visit.begin();
    await this.enter();
  }

  async ping() {
    await this.here.ask('ping');
  }

  async enter() {
    const name = this.next(HEAVY) === 0 ? 'heavy' : CHANNELS[this.next(CHANNELS.length - 1)].name;
    if (!this.here.stays.some(({ channel }) => channel === name)) await this.here.enter(name);
  }

  async leave() {
    const { stays } = this.here;
    if (stays.length > 0) await this.here.leave(stays[this.next(stays.length)].channel);
  }

  async stall() {
    this.here.stall(this.stalling = true);
    for (let ms = STALL.least + this.next(STALL.most - STALL.least); ms > 0 && !this.over; ms -= 100) await sleep(100);
    if (this.visit && this.next(4) === 0 && this.moves.includes(this.reset)) await this.try(this.reset);
    else this.here.stall(false);
    this.stalling = false;
  }

  async close() {
    await this.here.close();
    this.visit = null;
  }

  async destroy() {
    await this.vanish(false);
  }

  async reset() {
    await this.vanish(true);
  }

  /** @param {boolean} reset */
  async vanish(reset) {
    await this.here.vanish(reset);
    this.visit = null;
  }

  get here() {
    return /** @type {Visit} */ (this.visit);
  }
}

module.exports = Visitor;
