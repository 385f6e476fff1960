'use strict';

// Applications that do not tell what is asked of them, or nothing yet.

const assert = require('assert').strict;
const { call } = require('../service/helpers');
const { until } = require('../support/patience');
const { withServices } = require('./apps');

describe('the presence in an application that does not tell', () => {
  const on = withServices();

  for (const method of ['getServerId', 'getCurServer', 'isFrontend']) {
    it(`which server it is (${method}) fails the start`, async () => {
      const { app, service } = on.service('c1', { heartbeat: 1000 });
      const { [method]: original } = app;
      app[method] = () => { throw new Error('of the application'); };
      const [err] = await call(service, 'start');
      assert.equal(err.code, 'ESTATE');
      assert.match(err.message, /does not tell which server this is/);
      assert.equal(err.cause.message, 'of the application');
      app[method] = original;
      assert.deepEqual(await call(service, 'start'), [null]);
    });
  }

  it('of any server cleans up behind nobody', async () => {
    const { app, service } = await on.started('b1', { heartbeat: 1000 });
    await call(service, 'add', 'a', '1', 'gone');
    await on.redis.command('SADD', 'P@sids', 'gone');
    const watcher = service._life._presence._watcher;
    const { servers } = app;
    for (const getServers of [() => ({}), () => undefined, () => { throw new Error('of the application'); }]) {
      app.getServers = getServers;
      watcher._suspects.set('gone', null);
      watcher._lookAgain('gone');
      await until(() => !watcher._suspects.has('gone'));
      assert.deepEqual(await on.keys(), ['P:a:gone', 'P@sids']);
    }
    app.getServers = () => servers;
    watcher._lookAgain('gone');
    await until(async () => (await on.members('P@sids')).length === 0);
    assert.deepEqual(await on.keys(), ['P@lock:gone']);
  });
});
