'use strict';

// Who leaves when, with Pomelo's own sessions on a real Redis.

const assert = require('node:assert/strict');
const { onRedis } = require('../manager/helpers');
const { monitored } = require('../membership/monitor');
const { logged, turns } = require('../service/helpers');
const Frontend = require('./frontend');

describe('leaveOnClose', () => {
  const on = onRedis();
  /** @type {Frontend[]} */
  const started = [];
  const start = async (opts, id) => {
    const frontend = await Frontend.start({ port: on.redis.port, ...opts }, id);
    started.push(frontend);
    return frontend;
  };
  afterEach(() => Promise.all(started.splice(0).map((frontend) => frontend.stop())));

  it('takes a user out of all channels of this frontend when his last session closes', async () => {
    const frontend = await start();
    const session = frontend.connect('1');
    await frontend.add(['a', 'b:c'], ['1', '2']);
    await frontend.add('a', '1', 'c2');
    const commands = await monitored(on.redis, async () => {
      session.closed();
      await frontend.still();
    });
    assert.equal(commands[0], 'SMEMBERS P@uid:1');
    assert.match(commands[1], /^SREM P@uid:1 c1:(a|b:c) c1:(a|b:c)$/);
    assert.deepEqual(commands.slice(2).sort(), ['SREM P:a:c1 1', 'SREM P:b:c:c1 1']);
    assert.deepEqual(await on.keys(), ['P:a:c1', 'P:a:c2', 'P:b:c:c1', 'P@uid:1', 'P@uid:2']);
    assert.deepEqual(await on.redis.command('SMEMBERS', 'P@uid:1'), ['c2:a']);
  });

  it('asks once and sends nothing more for a user who is in no channel, and nothing for a session without a user', async () => {
    const frontend = await start();
    const commands = await monitored(on.redis, async () => {
      frontend.connect().closed();
      frontend.connect('1').closed();
      await frontend.still();
    });
    assert.deepEqual(commands, ['SMEMBERS P@uid:1']);
  });

  it('keeps who has another session here, be its uid a number or its text', async () => {
    const frontend = await start();
    const [first, second] = [frontend.connect(7), frontend.connect('7')];
    await frontend.add('a', 7);
    first.closed();
    await frontend.still();
    assert.deepEqual(await on.keys(), ['P:a:c1', 'P@uid:7']);
    second.closed();
    await frontend.still();
    assert.deepEqual(await on.keys(), []);
  });

  it('knows whose an unbound session was, and that one closed behind it is nobody\'s', async () => {
    const frontend = await start();
    const session = frontend.connect('1');
    await frontend.add('a', '1');
    frontend.unbind(session);
    await frontend.still();
    assert.deepEqual(await on.keys(), []);
    await frontend.add('a', '1');
    session.closed();
    await turns(20);
    await frontend.still();
    assert.deepEqual(await on.keys(), ['P:a:c1', 'P@uid:1']);
  });

  it('takes 0 for a uid, also when Pomelo binds its session to another', async () => {
    const frontend = await start();
    const [session, other] = [frontend.connect(0), frontend.connect(0)];
    await frontend.add('a', [0, 5]);
    other.closed();
    await frontend.still();
    assert.deepEqual((await on.redis.command('SMEMBERS', 'P:a:c1')).sort(), ['0', '5']);
    frontend.bind(session, 5);
    await frontend.still();
    assert.deepEqual(await on.redis.command('SMEMBERS', 'P:a:c1'), ['5']);
    session.closed();
    await frontend.still();
    assert.deepEqual(await on.keys(), []);
  });

  it('stops for who is back before the removal is sent', async () => {
    const frontend = await start();
    await frontend.add('a', ['1', '2']);
    frontend.connect('1').closed();
    frontend.connect('1');
    const restore = frontend.intercept((run, commands, cb) => run(commands, (...answer) => {
      if (commands[0][1] === 'P@uid:2') frontend.connect('2'); // his index has been read
      cb(...answer);
    }));
    frontend.connect('2').closed();
    await frontend.still();
    restore();
    assert.deepEqual((await on.redis.command('SMEMBERS', 'P:a:c1')).sort(), ['1', '2']);
    assert.deepEqual(await on.redis.command('SMEMBERS', 'P@uid:2'), ['c1:a']);
  });

  it('looks once more for what a handler has added behind the close, and not a third time', async () => {
    const frontend = await start();
    const session = frontend.connect('1');
    await frontend.add('a', '1');
    session.closed();
    await frontend.still();
    await frontend.add('b', '1');
    assert.equal(frontend.leaver._looks.size, 1);
    await frontend.lookAgain();
    assert.deepEqual(await on.keys(), []);
    assert.equal(frontend.leaver._looks.size, 0);
  });

  it('comes behind calls that were made before, also those that wait for others', async () => {
    const frontend = await start();
    const session = frontend.connect('1');
    await frontend.add('a', ['1', '2']);
    frontend.service.destroyChannel('a');
    const added = frontend.add('a', '1');
    session.closed();
    await added;
    await frontend.still();
    assert.deepEqual(await on.keys(), []);
  });

  it('does not look again at who is back', async () => {
    const frontend = await start();
    frontend.connect('1').closed();
    await frontend.still();
    frontend.connect('1');
    await frontend.add('b', '1');
    assert.equal(frontend.leaver._looks.size, 0);
    frontend.leaver._looks.add('1'); // he has come between the two
    await frontend.lookAgain();
    assert.deepEqual(await on.keys(), ['P:b:c1', 'P@uid:1']);
  });

  it('compares ids by text', async () => {
    const frontend = await start({}, 7);
    const session = frontend.connect('1');
    await frontend.add('a', '1', 7);
    await frontend.add('x', '1', 'c1');
    session.closed();
    await frontend.still();
    assert.deepEqual(await on.keys(), ['P:x:c1', 'P@uid:1']);
  });

  it('leaves the channels of a server alone whose id begins like its own', async () => {
    const frontend = await start({}, 'c');
    frontend.app.addServer({ id: 'c:1', serverType: 'connector', frontend: 'true' });
    const session = frontend.connect('1');
    await frontend.add('room', '1', 'c:1');
    session.closed();
    await frontend.still();
    assert.deepEqual(await on.keys(), ['P:room:c:1', 'P@uid:1']);
  });

  it('knows who was bound before it has started', async () => {
    const frontend = new Frontend({ port: on.redis.port });
    started.push(frontend);
    const session = frontend.connect('1');
    await frontend.service.start();
    await frontend.add('a', '1');
    frontend.unbind(session);
    await frontend.still();
    assert.deepEqual(await on.keys(), []);
  });

  it('goes on beside what Redis refuses, and one line says why', async () => {
    const frontend = await start();
    const sessions = ['1', '2', '3'].map((uid) => frontend.connect(uid));
    await frontend.add('a', ['1', '2', '3']);
    await on.redis.command('DEL', 'P@uid:1');
    await on.redis.command('SET', 'P@uid:1', 'text');
    const lines = await logged(async () => {
      for (const session of sessions) session.closed();
      await frontend.still();
    });
    assert.deepEqual(await on.keys(), ['P:a:c1', 'P@uid:1']);
    assert.deepEqual(await on.redis.command('SMEMBERS', 'P:a:c1'), ['1']);
    assert.equal(lines.length, 1);
    assert.match(lines[0].text, /leaveOnClose: 1 users who have left stay in their channels: .*WRONGTYPE/);
  });
});
