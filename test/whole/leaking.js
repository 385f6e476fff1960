'use strict';

// Makes the same call over and over, and says by how much memory has grown in each round of that.

const FakeApp = require('../support/fakeApp');
const { LIMIT } = require('../support/patience');
const component = require('../../lib/components/globalChannel');

const [method, port, calls, rounds] = process.argv.slice(2);
const OUTSTANDING = 100;

const app = new FakeApp(['c1', 'c2', 'c3']);
const service = component(app, { port, commandTimeout: LIMIT });
app.rpcInvoke = (sid, message, cb) => setImmediate(cb, null, []);

const CALLS = {
  add: (i, cb) => service.add('n', i % 50, 'c1', cb),
  leave: (i, cb) => service.leave('n', i % 50, 'c1', cb),
  getMembersBySid: (i, cb) => service.getMembersBySid('room', 'c1', cb),
  getMembersByChannelName: (i, cb) => service.getMembersByChannelName('connector', 'room', cb),
  pushMessage: (i, cb) => service.pushMessage('connector', 'r', {}, 'room', null, cb),
  destroyChannel: (i, cb) => service.destroyChannel('n', cb),
  'an error reply': (i, cb) => service.add('text', 'u', 'c1', (err) => cb(err.reply === 'WRONGTYPE' ? null : err)),
  'an error reply among others': (i, cb) => service.manager.getMembers('text', ['c1', 'c2'], cb),
  'a refused call': (i, cb) => service.add('n', {}, 'c1', (err) => cb(err.code === 'EINVAL' ? null : err)),
  'a promise': (i, cb) => service.add('n', i % 50, 'c1').then(() => cb(null), cb),
};

main();

async function main() {
  await service.start();
  await make(Number(calls));
  const grown = { heapUsed: [], rss: [] };
  for (let i = 0, before = memory(); i < Number(rounds); i++) {
    await make(Number(calls));
    const after = memory();
    for (const what of Object.keys(grown)) grown[what].push(after[what] - before[what]);
    before = after;
  }
  await service.stop(true);
  process.send(grown);
}

/** @param {number} n calls, some of them at a time */
function make(n) {
  return new Promise((resolve, reject) => {
    let made = 0;
    let answered = 0;
    const next = (err) => {
      if (err) return reject(err);
      if (++answered === n) return resolve(undefined);
      if (made < n) CALLS[method](made++, next);
    };
    while (made < Math.min(n, OUTSTANDING)) CALLS[method](made++, next);
  });
}

function memory() {
  for (let i = 0; i < 3; i++) global.gc();
  return process.memoryUsage();
}
