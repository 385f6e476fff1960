'use strict';

// Servers that only seem to have gone, that come back while they are cleaned up behind, and stops that hurry.

const assert = require('assert').strict;
const { call, logged } = require('../service/helpers');
const { until } = require('../support/patience');
const { withServices } = require('./apps');

const BEAT = 0.1;

describe('the presence of a server in trouble', () => {
  const on = withServices();
  const watcherOf = (service) => service._life._presence._watcher;
  const counts = async () => (await Promise.all(['a', 'b', 'c'].map((name) => on.redis.command('SCARD', `P:${name}:gone`))));

  it('whose key is missing for a moment is not told that it was removed', async () => {
    const { service } = await on.started('b1', { heartbeat: 1000 });
    await on.redis.command('SADD', 'P@sids', 'c1');
    await until(() => {
      watcherOf(service)._look(); // nothing while another look is under way
      return watcherOf(service)._suspects.has('c1'); // registered, and without a key
    });
    assert.deepEqual(await on.members('P@sids'), ['c1']);
    await on.redis.command('SET', 'P@sid:c1', 'x');
    watcherOf(service)._lookAgain('c1');
    await until(() => !watcherOf(service)._suspects.has('c1'));
    assert.deepEqual(await on.members('P@sids'), ['c1']);
    await on.redis.command('DEL', 'P@sid:c1');
    watcherOf(service)._lookAgain('c1');
    await until(async () => (await on.members('P@sids')).length === 0);
  });

  it('that comes back while it is cleaned up behind keeps the rest, and is to hear of what it lost', async () => {
    const { app, service } = await on.started('b1', { heartbeat: 1000 });
    const uids = Array.from({ length: 5000 }, (_, i) => `uid-${i}`);
    for (const name of ['a', 'b', 'c']) await on.redis.command('SADD', `P:${name}:gone`, ...uids);
    await on.redis.command('SADD', 'P@sids', 'gone');
    const watcher = watcherOf(service);
    const isGone = watcher._isGone;
    let asked = 0;
    watcher._isGone = (id, cb) => {
      if (++asked === 3) app.addServer({ id: 'gone', serverType: 'connector', frontend: 'true' }); // once before, once for each step
      isGone.call(watcher, id, cb);
    };
    watcher._lookAgain('gone');
    await until(async () => (await on.members('P@sids')).length === 0);
    const rest = (await counts()).reduce((a, b) => a + b);
    assert.ok(rest > 0 && rest < 15000, String(rest));
  });

  it('goes on beating when the application fails to hear that it was removed', async () => {
    const { app } = await on.started('c1', { heartbeat: BEAT });
    let removed = 0;
    app.event.on('globalchannel_removed', () => {
      removed++;
      throw new Error('of the application');
    });
    const lines = await logged(async () => {
      await on.redis.command('SREM', 'P@sids', 'c1');
      await until(() => removed > 0);
      await on.redis.command('DEL', 'P@sid:c1');
      await until(async () => await on.redis.command('EXISTS', 'P@sid:c1') === 1);
    });
    assert.equal(removed, 1);
    assert.equal(lines.filter((line) => /a listener of globalchannel_removed failed/.test(String(line.text || line))).length, 1);
  });

  it('removes its members also when a stop hurries another', async () => {
    const { service } = await on.started('c1', { heartbeat: 1000 });
    await call(service, 'add', ['a', 'b'], ['1', '2'], 'c1');
    await Promise.all([call(service, 'stop', false), call(service, 'stop', true)]);
    assert.deepEqual(await on.keys(), ['P@sids']);
  });

  it('does not beat any more behind a stop that could not remove its members', async () => {
    const { service } = await on.started('c1', { heartbeat: BEAT });
    const heartbeat = service._life._presence._heartbeat;
    on.redis.freeze();
    await call(service, 'stop', true);
    on.redis.thaw();
    assert.equal(heartbeat._timer, null);
  });
});
