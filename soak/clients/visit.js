'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const Client = require('../../demo/client');
const { Track } = require('./track');
const { isWhole, series, now } = require('./talk');

/** ms that anything may take on a busy machine. */
const PATIENCE = 60000;

/**
 * One connection of a client, and the record of it. What a socket still holds
 * when its client vanishes is lost; so the client is known to have got
 * everything only up to `sure`, when it sent its last request that was answered:
 * a response comes after all that was handed to the socket before.
 *
 * @typedef {object} Recorded
 * @property {string} uid
 * @property {Array<{ channel: string, from: number, to: number | null }>} stays from the answer to its enter to its leave
 * @property {number} sure
 * @property {Record<string, Track>} tracks what came, by series
 * @property {number} got
 * @property {string[]} wrong
 */
class Visit {
  /** @param {string} uid @param {number} port @param {boolean} deflate */
  constructor(uid, port, deflate) {
    /** @type {Recorded} */
    this.record = { uid, stays: [], sure: 0, tracks: {}, got: 0, wrong: [] };
    this.going = false;
    this.client = new Client('127.0.0.1', port, deflate);
    this.client.on('push', (route, told) => this._take(told));
    this.client.on('error', () => {});
    this.closed = new Promise((resolve) => this.client.on('close', resolve));
    this.closed.then(() => {
      if (!this.going) this.record.wrong.push('its server closed the connection');
    });
  }

  async begin() {
    await patient('handshake', this.client.ready());
    await this.ask('login', { uid: this.record.uid });
  }

  /** @param {string} method @param {object} [body] */
  async ask(method, body) {
    const asked = now();
    await patient(method, this.client.request(`connector.entryHandler.${method}`, body));
    this.record.sure = asked;
  }

  /** The channels that it is in. */
  get stays() {
    return this.record.stays.filter(({ to }) => to === null);
  }

  /** @param {string} channel */
  async enter(channel) {
    await this.ask('enter', { channel });
    this.record.stays.push({ channel, from: now(), to: null });
  }

  /** @param {string} channel one that it is in */
  async leave(channel) {
    const stay = this.stays.find((one) => one.channel === channel);
    Object.assign(/** @type {object} */ (stay), { to: now() });
    await this.ask('leave', { channel });
  }

  /** @param {boolean} stalling whether it reads no more */
  stall(stalling) {
    if (stalling) this.client.socket.pause();
    else this.client.socket.resume();
  }

  async close() {
    await this.ask('ping');
    this.going = true;
    this.client.socket.close();
    await patient('close', this.closed);
  }

  /** In the middle of a request, as far as the server is concerned. @param {boolean} reset with RST or with FIN */
  async vanish(reset) {
    this.ask('ping').catch(() => {});
    if (reset) await sleep(1);
    this.going = true;
    const socket = this.client.socket._socket;
    if (reset) socket.resetAndDestroy();
    else socket.destroy();
    await patient('close', this.closed);
  }

  /** @param {import('./talk').Told} told */
  _take(told) {
    const { tracks, wrong } = this.record;
    const name = series(told);
    this.record.got++;
    const mistake = (tracks[name] ||= new Track()).add(told.seq);
    if (mistake) wrong.push(`${name}: ${mistake}`);
    if (!isWhole(told)) wrong.push(`${name}: ${told.seq} is not whole`);
  }
}

/** @param {string} what @param {Promise<any>} promise */
async function patient(what, promise) {
  const cancel = new AbortController();
  const late = sleep(PATIENCE, null, { signal: cancel.signal }).then(() => {
    throw new Error(`${what} took more than ${PATIENCE} ms`);
  });
  late.catch(() => {});
  try {
    await Promise.race([promise, late]);
  } finally {
    cancel.abort();
  }
}

module.exports = Visit;
