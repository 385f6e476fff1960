'use strict';

/**
 * A channel manager in memory, with the manners that custom managers have:
 * `how` says how it calls back, per method or for all.
 *
 *   sync      from inside the call          twice    two times
 *   async     on a later turn               throws   not at all, it throws
 *   rejects   not at all, it is async       never    not at all
 *   fails     with `manager.failure`        thrower  calls back and throws then
 */
class MemoryManager {
  constructor(how = 'async') {
    this.how = typeof how === 'string' ? { all: how } : how;
    this.failure = new Error('the memory fails');
    /** @type {any[][]} [method, ...args without the callback] */
    this.calls = [];
    /** @type {Map<string, Set<any>>} */
    this.sets = new Map();
  }

  start(cb) {
    return this.answer('start', [], cb, [null]);
  }

  stop(force, cb) {
    return this.answer('stop', [force], cb, []);
  }

  clean(cb) {
    this.sets.clear();
    return this.answer('clean', [], cb, [null]);
  }

  destroyChannel(name, cb) {
    for (const key of this.sets.keys()) if (key.startsWith(`${name}:`)) this.sets.delete(key);
    return this.answer('destroyChannel', [name], cb, [null]);
  }

  add(name, uid, sid, cb) {
    this.set(name, sid).add(uid);
    return this.answer('add', [name, uid, sid], cb, [null]);
  }

  leave(name, uid, sid, cb) {
    this.set(name, sid).delete(uid);
    return this.answer('leave', [name, uid, sid], cb, [null]);
  }

  getMembersBySid(name, sid, cb) {
    return this.answer('getMembersBySid', [name, sid], cb, [null, [...this.set(name, sid)]]);
  }

  set(name, sid) {
    const key = `${name}:${sid}`;
    if (!this.sets.has(key)) this.sets.set(key, new Set());
    return this.sets.get(key);
  }

  count(method) {
    return this.calls.filter((call) => call[0] === method).length;
  }

  answer(method, args, cb, values) {
    this.calls.push([method, ...args]);
    const how = this.how[method] ?? this.how.all ?? 'async';
    return MANNERS[how](() => cb(...values), this.failure, cb);
  }
}

const MANNERS = {
  sync: (reply) => reply(),
  async: (reply) => void setImmediate(reply),
  twice: (reply) => {
    reply();
    setImmediate(reply);
  },
  throws: (reply, failure) => {
    throw failure;
  },
  thrower: (reply, failure) => {
    reply();
    throw failure;
  },
  rejects: async (reply, failure) => {
    throw failure;
  },
  never: () => {},
  fails: (reply, failure, cb) => void setImmediate(cb, failure),
};

module.exports = MemoryManager;
