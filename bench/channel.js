'use strict';

// The channels that are measured: their names, servers and members, the same in every process.

const PREFIX = 'POMELO:CHANNEL';
/** The first uid; all have ten decimal digits. */
const FIRST = 1000000000;
/** Members in one SADD. */
const CHUNK = 10000;

/**
 * @typedef {object} Shape
 * @property {number} frontends
 * @property {number} members of the channel, in all
 * @property {number} over how many of the frontends they are spread evenly
 */

class Channel {
  /** @param {Shape} shape */
  constructor({ frontends, members, over }) {
    this.name = `room:${frontends}:${members}:${over}`;
    this.size = members;
    this.sids = Array.from({ length: frontends }, (_, i) => `connector-server-${i}`);
    this._step = frontends / over;
    this._over = over;
  }

  /**
   * The uids on one server; every `_step`th server has some.
   *
   * @param {number} index
   */
  uids(index) {
    if (index % this._step !== 0) return [];
    const share = index / this._step;
    const from = this._begin(share);
    return Array.from({ length: this._begin(share + 1) - from }, (_, i) => String(FIRST + from + i));
  }

  /** @param {number} index */
  key(index) {
    return keyOf(this.name, this.sids[index]);
  }

  /** @param {number} share */
  _begin(share) {
    return Math.floor((this.size * share) / this._over);
  }
}

/** @type {(name: string, sid: string) => string} */
function keyOf(name, sid) {
  return `${PREFIX}:${name}:${sid}`;
}

/** The users' own index, as this plugin keeps it. @type {(uid: string) => string} */
function indexOf(uid) {
  return `${PREFIX}@uid:${uid}`;
}

/** @type {(sid: string, name: string) => string} */
function entryOf(sid, name) {
  return `${sid}:${name}`;
}

/**
 * Writes the channel's members, past every subject.
 *
 * @param {import('./places').Home} home
 * @param {Channel} channel
 */
async function fill(home, channel) {
  for (let i = 0; i < channel.sids.length; i++) {
    const uids = channel.uids(i);
    for (let at = 0; at < uids.length; at += CHUNK) {
      await home.command('SADD', channel.key(i), ...uids.slice(at, at + CHUNK));
    }
  }
}

module.exports = { Channel, keyOf, indexOf, entryOf, fill };
