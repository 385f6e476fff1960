'use strict';

// Real Pomelo processes that come back, and that are stopped: what is left of their members.

const assert = require('assert').strict;
const { once } = require('node:events');
const { LIMIT, until } = require('../support/patience');
const Application = require('./application');

describe('the members of Pomelo servers that go', function () {
  this.timeout(3 * LIMIT);
  /** @type {Application} */
  let application;

  const start = async (options) => {
    application = new Application(options);
    await application.start();
  };
  afterEach(async function () {
    const failed = this.currentTest && this.currentTest.state === 'failed';
    if (failed) console.error(application.logs().split('\n').filter((line) => /WARN|ERROR/.test(line)).slice(-20).join('\n'));
    await application.stop();
  });

  /** Everything that names a server. */
  const left = async (id) => (await application.redis.command('KEYS', `DEMO:*:${id}`)).sort();

  it('by a kill are removed by the server itself when it comes back at once', async () => {
    await start({ heartbeat: 1000 }); // nobody else will do it
    await application.login('alice', 'connector-1');
    await application.login('bob', 'connector-2');
    await application.signal('connector-1', 'SIGKILL');
    assert.deepEqual(await application.members('connector-1'), ['alice']);
    application.runAgain('connector-1');
    await until(async () => (await left('connector-1')).length === 0);
    await until(() => application.login('carol', 'connector-1').then(() => true, () => false));
    assert.deepEqual(await application.members('connector-1'), ['carol']);
    assert.deepEqual(await application.members('connector-2'), ['bob']);
  });

  it('that is frozen and given up by Pomelo are removed, and it tells so when it comes back', async () => {
    await start();
    await application.login('alice', 'connector-1');
    await application.login('bob', 'connector-2');
    await application.signal('connector-1', 'SIGSTOP');
    for (const id of ['master', 'connector-2', 'chat-1']) application.tellRemoved(id, 'connector-1');
    await until(async () => !(await application.sids()).includes('connector-1'));
    assert.deepEqual(await left('connector-1'), []);
    assert.deepEqual(application.events, []);
    await application.signal('connector-1', 'SIGCONT');
    await until(() => application.events.length > 0);
    await until(async () => await application.isAlive('connector-1') === 1);
    assert.deepEqual(application.events, [{ id: 'connector-1', event: 'globalchannel_removed' }]);
    assert.equal(application.log('connector-1').split('was taken for gone').length, 2);
    assert.deepEqual(await application.sids(), ['connector-1', 'connector-2']);
    await application.login('carol', 'connector-1'); // it works on
    assert.deepEqual(await application.members('connector-1'), ['carol']);
    assert.deepEqual(await application.members('connector-2'), ['bob']);
  });

  for (const [how, signal] of [['as by pomelo stop', 'SIGUSR2'], ['without force', 'SIGINT']]) {
    it(`that stops ${how} are nobody, though clients are connected`, async () => {
      await start({ heartbeat: 1000, leaveOnClose: false });
      const client = await application.login('alice', 'connector-1');
      await application.addFrom('chat-1', 'lobby', 'carol', 'connector-1');
      await application.login('bob', 'connector-2');
      const closed = once(client, 'close');
      await application.signal('connector-1', /** @type {NodeJS.Signals} */ (signal));
      await closed;
      assert.deepEqual(await left('connector-1'), []);
      assert.equal(await application.isAlive('connector-1'), 0);
      assert.deepEqual(await application.sids(), ['connector-1', 'connector-2']);
      assert.deepEqual(await application.members('connector-2'), ['bob']);
    });
  }

  it('that stops are found when a backend adds them behind it', async () => {
    await start({ cleanOwnOnStartUp: false, heartbeat: 1 }); // longer than what a busy machine may put between the two
    const ended = application.ends('connector-1', 'SIGUSR2');
    await until(async () => await application.isAlive('connector-1') === 0);
    await application.addFrom('chat-1', 'lobby', 'carol', 'connector-1');
    assert.equal(await ended, 0);
    await until(async () => !(await application.sids()).includes('connector-1'));
    assert.deepEqual(await left('connector-1'), []);
    assert.deepEqual(await application.redis.command('KEYS', 'DEMO@uid:*'), []);
  });
});
