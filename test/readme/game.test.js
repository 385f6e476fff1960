'use strict';

// The snippets for a game, in the application that Pomelo makes for a newcomer.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { LIMIT, until } = require('../support/patience');
const Initialized = require('./initialized');
const { read, section, blocks } = require('./markdown');

const HANDLER = 'connector.entryHandler';

for (const [page, title] of [['README.md', 'In a game'], ['README.zh-CN.md', '游戏中的用法']]) {
  describe(`what pomelo init makes, with the snippets for a game of ${page}`, function () {
    this.timeout(2 * LIMIT);
    let application;
    let alice;
    let bob;

    before(async () => {
      application = new Initialized(blocks(section(read(page), title), 'js'));
      await application.start();
    });
    after(() => application.stop());

    beforeEach(async () => {
      alice = await login('alice', 7);
      bob = await login('bob', 8);
    });
    afterEach(async () => {
      application.hangUp();
      // The option does it: no snippet does.
      await until(async () => (await keys()).length === 0);
      assert.ok(!application.output.includes('Caught exception'), application.output);
    });

    /** What is there of channels and of the users' index. */
    const keys = async () => (await application.redis.command('KEYS', 'GAME*')).filter((key) => !/^GAME@sid/.test(key)).sort();
    const members = async (name) => (await application.redis.command('SMEMBERS', `GAME:${name}:connector-1`)).sort();

    async function login(uid, guild) {
      const client = await application.connect();
      assert.deepEqual(await client.request(`${HANDLER}.login`, { uid, guild }), { code: 200 });
      return client;
    }

    it('who logs in is in all his channels, and out of them when he goes away', async () => {
      const channels = ['GAME:guild-7:connector-1', 'GAME:guild-8:connector-1', 'GAME:world:connector-1'];
      assert.deepEqual(await keys(), [...channels, 'GAME@uid:alice', 'GAME@uid:bob']);
      assert.deepEqual(await members('world'), ['alice', 'bob']);
      alice.close();
      await until(async () => (await members('world')).length === 1);
      await until(async () => (await keys()).length === 3);
      assert.deepEqual(await keys(), ['GAME:guild-8:connector-1', 'GAME:world:connector-1', 'GAME@uid:bob']);
    });

    it('who logs out is in no channel, and still connected', async () => {
      const { left } = await alice.request(`${HANDLER}.logout`);
      assert.deepEqual(left.sort(), ['guild-7', 'world']);
      assert.deepEqual(await members('world'), ['bob']);
      assert.deepEqual(await alice.request(`${HANDLER}.friends`, { friends: ['alice', 'bob'] }), { code: 200, online: ['bob'], players: 1 });
    });

    it('who is kicked is gone', async () => {
      const closed = once(alice, 'close');
      assert.deepEqual(await bob.request(`${HANDLER}.kick`, { uid: 'alice' }), { code: 200, kicked: true });
      await closed;
      await until(async () => (await members('world')).length === 1);
      assert.deepEqual(await bob.request(`${HANDLER}.kick`, { uid: 'alice' }), { code: 200, kicked: false });
    });

    it('the world hears who speaks, a user who whispers', async () => {
      assert.deepEqual(await alice.request(`${HANDLER}.chat`, { text: 'hello' }), { code: 200, failIds: [] });
      assert.deepEqual(await bob.request(`${HANDLER}.whisper`, { text: 'psst', to: 'alice' }), { code: 200, heard: true });
      assert.deepEqual(await bob.request(`${HANDLER}.whisper`, { text: 'psst', to: 'carol' }), { code: 200, heard: false });
      await until(() => alice.pushes.length > 0 && bob.pushes.length > 0);
      assert.deepEqual(bob.pushes, [['onChat', { from: 'alice', text: 'hello' }]]);
      assert.deepEqual(alice.pushes, [['onWhisper', { from: 'bob', text: 'psst' }]]);
    });

    it('pomelo stop takes out those who are there', async () => {
      assert.equal(await application.stopAsUsersDo(), 0);
      assert.deepEqual(await keys(), []);
    });
  });
}
