'use strict';

// Every callback throws; says which were called, and which exceptions arrived.

const FakeApp = require('../support/fakeApp');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');

const [port, how] = process.argv.slice(2);
const manager = new RedisGlobalChannelManager(new FakeApp(['c1', 'c2']), { port });
const called = [];
const caught = [];

if (how === 'listen') {
  process.on('uncaughtException', (err) => {
    caught.push(err.message.replace('thrown by ', ''));
    if (caught.at(-1) === 'start') work();
    if (caught.at(-1) === 'clean') end();
    if (caught.at(-1) === 'stop') setTimeout(() => process.send({ called, caught }), 50);
  });
}

manager.start(thrower('start'));

function work() {
  manager.add('n', 'u', 'c1', thrower('add'));
  manager.getMembers('n', ['c1', 'c2'], thrower('getMembers'));
  manager.leave('n', 'u', 'c1', thrower('leave'));
  manager.getMembersBySid('n', 'c1', thrower('getMembersBySid'));
  manager.destroyChannel('n', thrower('destroyChannel'));
  manager.clean(thrower('clean'));
  manager.add('n', null, 'c1', thrower('refused'));
}

function end() {
  manager.add('n', 'u', 'c1', thrower('stopped'));
  manager.stop(true, thrower('stop'));
}

/** @param {string} name */
function thrower(name) {
  return () => {
    called.push(name);
    throw new Error(`thrown by ${name}`);
  };
}
