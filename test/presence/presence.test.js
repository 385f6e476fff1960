'use strict';

// No ghosts of servers that have gone: beats, looks and cleanings of several services on a real Redis.

const assert = require('assert').strict;
const { call, logged } = require('../service/helpers');
const { until } = require('../support/patience');
const { withServices } = require('./apps');

/** s between beats: short, for a test that waits for several of them. */
const BEAT = 0.1;

describe('the presence of a server', () => {
  const on = withServices();

  it('is a key that expires and a place in the set, there when start calls back', async () => {
    const { service } = await on.started('c1', { heartbeat: 30 });
    assert.deepEqual(await on.keys(), ['P@sid:c1', 'P@sids']);
    assert.deepEqual(await on.members('P@sids'), ['c1']);
    const left = await on.redis.command('PTTL', 'P@sid:c1');
    assert.ok(left > 30000 && left <= 90000, String(left));
    await call(service, 'stop', false);
    assert.deepEqual(await on.keys(), ['P@sids']);
  });

  it('of a backend is nothing: it only watches', async () => {
    await on.started('b1', { heartbeat: 30 });
    assert.deepEqual(await on.keys(), []);
  });

  it('goes on', async () => {
    await on.started('c1', { heartbeat: BEAT });
    await on.redis.command('DEL', 'P@sid:c1');
    await until(async () => await on.redis.command('EXISTS', 'P@sid:c1') === 1);
  });

  it('cleans up behind who is neither registered nor alive, and nobody else', async () => {
    const { service } = await on.started('b1', { heartbeat: BEAT, userIndex: true });
    await on.redis.command('SADD', 'P@sids', 'gone', 'alive', 'c1');
    await on.redis.command('SET', 'P@sid:alive', 'x');
    for (const sid of ['gone', 'alive', 'c1', 'never', 'x:gone']) {
      await call(service, 'add', ['a', 'b'], ['1', '2'], sid);
    }
    await until(async () => !(await on.members('P@sids')).includes('gone'));
    const keys = await on.keys();
    assert.deepEqual(keys.filter((key) => key.startsWith('P:')),
      ['P:a:alive', 'P:a:c1', 'P:a:never', 'P:b:alive', 'P:b:c1', 'P:b:never']);
    assert.deepEqual(await on.members('P@uid:1'), ['alive:a', 'alive:b', 'c1:a', 'c1:b', 'never:a', 'never:b', 'x:gone:a', 'x:gone:b']);
    await until(async () => !(await on.members('P@sids')).includes('c1')); // registered, without a key: it does not beat
    assert.deepEqual(await on.members('P@sids'), ['alive']);
  });

  it('is looked after when Pomelo tells that servers have gone', async () => {
    const { app, service } = await on.started('b1', { heartbeat: BEAT });
    const other = await on.started('c2', { heartbeat: BEAT });
    await call(service, 'add', 'a', '1', 'c2');
    await on.redis.command('SET', 'P:a:c2x', 'x');
    // It dies: nothing of it is stopped in an orderly way.
    other.service._life._presence._heartbeat._again = () => {};
    clearInterval(other.service._life._presence._heartbeat._timer);
    app.removeServers(['c2']);
    await until(async () => (await on.members('P@sids')).length === 0);
    assert.deepEqual((await on.keys()).filter((key) => !key.startsWith('P@lock')), ['P:a:c2x']);
  });

  it('that was taken for gone is told of once, and goes on', async () => {
    const { app } = await on.started('c1', { heartbeat: BEAT });
    let removed = 0;
    app.event.on('globalchannel_removed', () => removed++);
    const lines = await logged(async () => {
      await on.redis.command('SREM', 'P@sids', 'c1');
      await until(() => removed > 0);
    });
    assert.equal(removed, 1);
    assert.equal(lines.filter((line) => /taken for gone/.test(String(line.text || line))).length, 1);
    assert.deepEqual(await on.members('P@sids'), ['c1']);
  });

  it('removes what is kept under its own id before start calls back, and nothing else', async () => {
    await on.redis.command('SADD', 'P:a:c1', '1', '2');
    await on.redis.command('SADD', 'P@uid:1', 'c1:a', 'c2:a');
    await on.redis.command('SADD', 'P:a:c2', '1');
    await on.redis.command('SADD', 'P:a:xc1', '1');
    await on.redis.command('SET', 'P:text:c1', 'x');
    const { service } = await on.started('c1', { cleanOwnOnStartUp: true, userIndex: true });
    assert.deepEqual(await on.keys(), ['P:a:c2', 'P:a:xc1', 'P:text:c1', 'P@uid:1']);
    assert.deepEqual(await on.members('P@uid:1'), ['c2:a']);
    await call(service, 'add', 'a', '1', 'c1');
    await on.started('b1', { cleanOwnOnStartUp: true });
    assert.deepEqual(await on.members('P:a:c1'), ['1']);
  });

  for (const force of [true, false]) {
    it(`leaves nobody behind when the server stops (${force})`, async () => {
      const { service } = await on.started('c1', { heartbeat: 30, leaveOnClose: true });
      await call(service, 'add', ['a', 'b'], ['1', '2'], 'c1');
      await call(service, 'add', 'a', '1', 'c2');
      assert.deepEqual(await call(service, 'stop', force), []);
      assert.deepEqual(await on.keys(), ['P:a:c2', 'P@sids', 'P@uid:1']);
    });
  }

  it('is ended once, however often it is stopped', async () => {
    const { service } = await on.started('c1', { heartbeat: 30, leaveOnClose: true });
    await call(service, 'add', 'a', '1', 'c1');
    const stops = [false, true, false].map((force) => call(service, 'stop', force));
    assert.deepEqual(await Promise.all(stops), [[], [], []]);
    assert.deepEqual(await call(service, 'stop', true), []);
    assert.deepEqual(await on.keys(), ['P@sids']);
  });

  it('does not keep a stop waiting for a Redis that is silent', async () => {
    const { service } = await on.started('c1', { heartbeat: 30 });
    on.redis.freeze();
    await call(service, 'stop', true);
    on.redis.thaw();
  });

  it('cannot be with members that are elsewhere', async () => {
    const channelManager = { add() {}, leave() {}, destroyChannel() {}, getMembersBySid() {} };
    for (const opts of [{ userIndex: true }, { leaveOnClose: true }, { heartbeat: 5 }, { cleanOwnOnStartUp: true }]) {
      const [err] = await call(on.service('c1', { channelManager, ...opts }).service, 'start');
      assert.equal(err.code, 'EINVAL');
      assert.ok(err.message.startsWith(`${Object.keys(opts)[0]}: `), err.message);
    }
    for (const heartbeat of [-1, 86401, 'x', true, NaN, {}]) {
      const [err] = await call(on.service('c1', { heartbeat }).service, 'start');
      assert.equal(err.code, 'EINVAL');
      assert.match(err.message, /heartbeat/);
    }
  });

  it('is nothing without the options', async () => {
    const { service } = await on.started('c1', { heartbeat: 0 });
    assert.equal(service._life._presence, null);
    assert.equal(service.leaver, null);
    await call(service, 'add', 'a', '1', 'c1');
    await call(service, 'stop', false);
    assert.deepEqual(await on.keys(), ['P:a:c1']);
  });
});
