'use strict';

// A server that loses its clients: round trips, commands, and the room that there is.

const assert = require('node:assert/strict');
const { onRedis } = require('../manager/helpers');
const { monitored } = require('../membership/monitor');
const Frontend = require('./frontend');

describe('leaveOnClose of many users', function () {
  this.timeout(120000);
  const on = onRedis();
  let frontend;
  afterEach(() => frontend.stop());

  const USERS = 10000;
  const uids = Array.from({ length: USERS }, (_, i) => `${i}`);

  it('takes 10,000 out of their channels in twenty round trips, with few commands, one batch at a time', async () => {
    frontend = await Frontend.start({ port: on.redis.port });
    const sessions = uids.map((uid) => frontend.connect(uid));
    await frontend.add(['world', 'trade'], uids);
    let [runs, underWay, most] = [0, 0, 0];
    const restore = frontend.intercept((run, commands, cb) => {
      runs++;
      most = Math.max(most, ++underWay);
      for (const words of commands) assert.ok(words.length <= 1002, 'a command has more than 1,000 members');
      return run(commands, (...answer) => {
        underWay--;
        cb(...answer);
      });
    });
    const commands = await monitored(on.redis, async () => {
      for (const session of sessions) session.closed();
      await frontend.still();
    });
    restore();
    assert.deepEqual([runs, most], [20, 1]);
    assert.equal(commands.length, 2 * USERS + 20);
    assert.deepEqual(await on.keys(), []);
    assert.equal(frontend.leaver._looks.size, USERS);
    assert.equal(frontend.leaver._looks._timer.hasRef(), false);
  });

  it('takes fewer at a time where the queue has no room for more', async () => {
    frontend = await Frontend.start({ port: on.redis.port, maxQueueBytes: 20000 });
    const some = uids.slice(0, 200);
    const sessions = some.map((uid) => frontend.connect(uid));
    for (const uid of some) await frontend.add(['world', 'trade'], uid);
    for (const session of sessions) session.closed();
    await frontend.still();
    assert.deepEqual(await on.keys(), []);
  });
});
