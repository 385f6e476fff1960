'use strict';

const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const Worker = require('./worker');

/** To a process: the more processes, the more they take from the cluster. */
const CLIENTS = 2500;
/** ms in which everybody is in, or what was pushed has come; or never will. */
const LIMIT = 300000;
/** ms in which something that came twice would show. */
const PAUSE = 100;

/**
 * The clients, in processes of their own. The first of them are the members of smaller channels.
 */
module.exports = class Crowd {
  /** @param {number} size */
  constructor(size) {
    const count = Math.ceil(size / CLIENTS);
    this.workers = Array.from({ length: count }, () => new Worker([path.join(__dirname, 'clients', 'main.js')]));
  }

  /**
   * @param {string} kind
   * @param {{ port: number, uid: string | null }[]} places of the clients
   * @param {number} first so many enter before the others
   */
  async enter(kind, places, first) {
    const enter = (/** @type {Worker} */ worker, /** @type {number} */ from, /** @type {number} */ to) =>
      worker.order('enter', { kind, places: places.slice(from, to) });
    await inTime(enter(this.workers[0], 0, first), 'entering');
    await inTime(this._all((worker, i) => enter(worker, Math.max(i * CLIENTS, first), (i + 1) * CLIENTS)), 'entering');
  }

  /** From now on its latencies are noted. @param {string} route */
  note(route) {
    return this._all((worker) => worker.order('note', { route }));
  }

  /** @returns {Promise<number[]>} what was noted, in microseconds */
  async noted() {
    const lists = await this._all((worker) => worker.order('note', { route: null }));
    return lists.flat();
  }

  /**
   * Resolves when everybody has got everything.
   *
   * @param {string} route
   * @param {number} count of pushes since the beginning
   * @param {number} members the first so many
   */
  async got(route, count, members) {
    const ofProcess = (/** @type {number} */ i) => Math.min(Math.max(members - i * CLIENTS, 0), CLIENTS);
    await inTime(this._all((worker, i) => worker.order('got', { route, count, members: ofProcess(i) })), `getting push ${count}`);
  }

  /** Rejects if anything came twice, out of turn, or otherwise than it should. */
  async check() {
    await sleep(PAUSE);
    await this._all((worker) => worker.order('check'));
  }

  stop() {
    return this._all((worker) => worker.stop());
  }

  /** @param {(worker: Worker, i: number) => Promise<any>} what */
  _all(what) {
    return Promise.all(this.workers.map(what));
  }
};

/** @param {Promise<any>} done @param {string} what */
async function inTime(done, what) {
  const limit = new AbortController();
  const late = sleep(LIMIT, null, { signal: limit.signal }).then(() => {
    throw new Error(`${what}: not all clients are done after ${LIMIT / 1000} s`);
  });
  late.catch(() => {});
  await Promise.race([done, late]).finally(() => limit.abort());
}
