'use strict';

// In a cluster the entries and the members go in two writes, between which a user may come back.

const assert = require('node:assert/strict');
const { startCluster } = require('../support/cluster');
const Frontend = require('./frontend');

describe('leaveOnClose in a cluster', function () {
  this.timeout(120000);
  let cluster, frontend;
  before(async () => { cluster = await startCluster({ masters: 3, replicas: 0 }); });
  after(() => cluster.stop());
  beforeEach(async () => {
    frontend = await Frontend.start({ cluster: cluster.addresses });
    await Promise.all(cluster.nodes.map((node) => node.command('FLUSHALL')));
  });
  afterEach(() => frontend.stop());

  const keys = async () => (await Promise.all(cluster.nodes.map((node) => node.command('KEYS', '*')))).flat().sort();

  it('takes entries away before members', async () => {
    const sessions = ['1', '2'].map((uid) => frontend.connect(uid));
    await frontend.add(['a', 'b'], ['1', '2']);
    const runs = [];
    const restore = frontend.intercept((run, commands, cb) => {
      runs.push([commands[0][0], commands.every(([, key]) => key.startsWith('P@uid:'))]);
      return run(commands, cb);
    });
    for (const session of sessions) session.closed();
    await frontend.still();
    restore();
    assert.deepEqual(runs, [['SMEMBERS', true], ['SREM', true], ['SREM', false]]);
    assert.deepEqual(await keys(), []);
  });

  it('gives the entries back to who comes back between the two, and he stays where he was', async () => {
    const session = frontend.connect('1');
    await frontend.add(['a', 'b'], '1');
    const restore = frontend.intercept((run, commands, cb) => run(commands, (...answer) => {
      if (commands[0][0] === 'SREM') frontend.connect('1');
      cb(...answer);
    }));
    session.closed();
    await frontend.still();
    restore();
    assert.deepEqual((await frontend.service.getChannelsByUid('1')).c1.sort(), ['a', 'b']);
    assert.deepEqual(await keys(), ['P:a:c1', 'P:b:c1', 'P@uid:1']);
    frontend.sessions.getByUid('1')[0].closed();
    await frontend.still();
    assert.deepEqual(await keys(), []);
  });
});
