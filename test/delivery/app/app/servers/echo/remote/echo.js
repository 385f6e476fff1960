'use strict';

// What is asked for remotely, in real applications and in those that the tests put together.

/** @type {unknown[]} what was noted, in the order of arrival */
const notes = [];

module.exports = (/** @type {any} */ app) => ({
  echo: (value, cb) => cb(null, value),
  note: (value, cb) => cb(null, notes.push(value)),
  notes: (cb) => cb(null, notes.splice(0)),
  several: (cb) => cb(null, 1, [2], { three: 3 }, null),
  fails: (cb) => cb(new Error('failed over there')),
  throws: () => {
    throw new Error('thrown over there');
  },
  silent: () => {},
  cpu: (cb) => cb(null, cpuSince()),
  connections: (cb) => cb(null, app.get('connections')()),
});

let before = process.cpuUsage();

/** @returns {number} microseconds of processor time since the last question */
function cpuSince() {
  const { user, system } = process.cpuUsage(before);
  before = process.cpuUsage();
  return user + system;
}
