'use strict';

// Users who leave while Redis is away, goes away, or says no for now.

const assert = require('node:assert/strict');
const { plainError } = require('../../lib/error');
const { onRedis } = require('../manager/helpers');
const { monitored } = require('../membership/monitor');
const { logged, turns } = require('../service/helpers');
const { until } = require('../support/patience');
const { startProxy } = require('../support/proxy');
const Waiting = require('../../lib/leaving/waiting');
const Frontend = require('./frontend');

describe('leaveOnClose without Redis', () => {
  const on = onRedis();
  let proxy, frontend;
  beforeEach(async () => {
    proxy = await startProxy(on.redis);
    frontend = await Frontend.start({ port: proxy.port });
  });
  afterEach(async () => {
    await frontend.stop();
    await proxy.close();
  });

  const goAway = async () => {
    await proxy.refuse();
    proxy.cut('RST');
    await until(() => !frontend.link.isConnected);
  };
  const members = async (key) => (await on.redis.command('SMEMBERS', key)).sort();

  it('waits without a place in the queue, and is made up for when Redis is back', async () => {
    const sessions = ['1', '2', '3'].map((uid) => frontend.connect(uid));
    await frontend.add(['a', 'b'], ['1', '2', '3']);
    await goAway();
    for (const session of sessions) session.closed();
    await turns(5);
    assert.equal(frontend.link.pending, 0);
    assert.equal(frontend.leaver._waiting.size, 3);
    assert.equal(frontend.leaver._pause.hasRef(), false);
    frontend.connect('2');
    assert.equal(frontend.leaver._waiting.size, 2);
    await proxy.admit();
    await frontend.still();
    assert.deepEqual([await members('P:a:c1'), await members('P:b:c1')], [['2'], ['2']]);
    assert.deepEqual(await on.keys(), ['P:a:c1', 'P:b:c1', 'P@uid:2']);
  }).timeout(60000);

  it('does not send a removal again by itself: who is back keeps what Redis has not removed', async () => {
    const sessions = ['1', '2'].map((uid) => frontend.connect(uid));
    await frontend.add('a', ['1', '2']);
    let removals = 0;
    const restore = frontend.intercept((run, commands, cb) => {
      if (commands[0][0] === 'SREM' && removals++ === 0) {
        proxy.cutAfterBytes('up', 0); // this write never arrives
        const code = run(commands, cb);
        frontend.connect('1');
        return code;
      }
      return run(commands, cb);
    });
    for (const session of sessions) session.closed();
    await frontend.still();
    restore();
    assert.deepEqual(await members('P:a:c1'), ['1']);
    assert.deepEqual(await on.keys(), ['P:a:c1', 'P@uid:1']);
    assert.equal(removals, 2);
  }).timeout(60000);

  /** The first removal gets no further than the index, as when a connection is lost in the middle of a write. */
  function halfRemoval(then) {
    let isFirst = true;
    return frontend.intercept((run, commands, cb) => {
      if (!isFirst || commands[0][0] !== 'SREM') return run(commands, cb);
      isFirst = false;
      then();
      return run(commands.filter(([, key]) => key.startsWith('P@uid:')), () => cb(plainError('ECONNLOST', 'lost', { maybeExecuted: true })));
    });
  }

  it('removes him also where a lost removal has taken his entry only', async () => {
    const session = frontend.connect('1');
    await frontend.add(['a', 'b'], '1');
    halfRemoval(() => {});
    session.closed();
    await until(async () => !(await on.keys()).includes('P@uid:1'));
    assert.deepEqual(await on.keys(), ['P:a:c1', 'P:b:c1']);
    await frontend.still();
    assert.deepEqual(await on.keys(), []);
  }).timeout(60000);

  it('gives who is back the entries again that a lost removal has taken, where he is still a member', async () => {
    const session = frontend.connect('1');
    await frontend.add(['a', 'b'], '1');
    halfRemoval(() => frontend.connect('1'));
    session.closed();
    await until(async () => !(await on.keys()).includes('P@uid:1'));
    await frontend.service.leave('b', '1', 'c1');
    const commands = await monitored(on.redis, () => frontend.still());
    assert.deepEqual(commands.map((command) => command.split(' ')[0]), ['SISMEMBER', 'SISMEMBER', 'SADD']);
    assert.deepEqual(await members('P@uid:1'), ['c1:a']);
    frontend.sessions.getByUid('1')[0].closed();
    await frontend.still();
    assert.deepEqual(await on.keys(), []);
  }).timeout(60000);

  it('tries again what a server takes only later', async () => {
    const session = frontend.connect('1');
    await frontend.add('a', '1');
    await on.redis.command('CONFIG', 'SET', 'min-replicas-to-write', '1');
    session.closed();
    await until(() => frontend.leaver._pause !== null);
    assert.deepEqual(await on.keys(), ['P:a:c1', 'P@uid:1']);
    await on.redis.command('CONFIG', 'SET', 'min-replicas-to-write', '0');
    await frontend.still();
    assert.deepEqual(await on.keys(), []);
  }).timeout(60000);

  it('lets no more than 100,000 wait; one line says how many wait, and how many do not', async () => {
    await goAway();
    const sessions = Array.from({ length: Waiting.MOST + 3 }, (_, i) => frontend.connect(`${i}`));
    const lines = await logged(async () => {
      for (const session of sessions) session.closed();
      assert.equal(frontend.leaver._waiting.size, Waiting.MOST);
      await until(() => frontend.leaver._watch._told === 3);
      await proxy.admit();
      await frontend.still();
    });
    const mine = lines.filter(({ text }) => text.includes('leaveOnClose'));
    assert.deepEqual(mine.map(({ level, text }) => [level, text.replace(/^\[.*?\] /, '')]), [['WARN', 'leaveOnClose: 100000 users who have ' +
      'left wait for Redis; 3 more were dropped, and stay in their channels']]);
  }).timeout(120000);

  it('does and logs nothing behind the stop', async () => {
    const sessions = ['1', '2', '3'].map((uid) => frontend.connect(uid));
    await frontend.add('a', ['1', '2', '3']);
    sessions[0].closed(); // is to go in this turn
    await goAway();
    sessions[1].closed();
    const lines = await logged(async () => {
      await frontend.stop();
      sessions[2].closed();
      frontend.connect('4').closed();
      await turns(20);
    });
    assert.deepEqual(lines.filter(({ text }) => /leav/i.test(text.replace(/^\[.*?\]/, ''))), []);
    assert.deepEqual([frontend.leaver._waiting.size, frontend.leaver._looks.size], [0, 0]);
  }).timeout(60000);
});
