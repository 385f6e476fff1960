'use strict';

const assert = require('assert').strict;
const { READ, ONCE } = require('../../lib/manager/kinds');
const Heartbeat = require('../../lib/presence/heartbeat');
const { until } = require('../support/patience');

describe('a beat', () => {
  it('is sent again when a start waits for it, and else never', async () => {
    const hows = [];
    const session = {
      run(how, commands, cb) {
        hows.push(how);
        setImmediate(cb, null, commands.map(() => ['1']));
        return 0;
      },
    };
    const heartbeat = new Heartbeat(session, 'P', 'c1', 0.01, () => {});
    await new Promise((resolve) => { heartbeat.start(resolve); });
    await until(() => hows.length > 2);
    await new Promise((resolve) => { heartbeat.stop(resolve); });
    assert.deepEqual([...new Set(hows)], [READ, ONCE]);
  });
});
