'use strict';

// The snippets of the READMEs, in the application that Pomelo makes for a newcomer.

const assert = require('node:assert/strict');
const { LIMIT, until } = require('../support/patience');
const Initialized = require('./initialized');
const { read, section, blocks } = require('./markdown');

const ENTRY = 'app/servers/connector/handler/entryHandler.js';

for (const [page, title] of [['README.md', 'Use'], ['README.zh-CN.md', '使用']]) {
  describe(`what pomelo init makes, with the snippets of ${page}`, function () {
    this.timeout(2 * LIMIT);
    const snippets = blocks(section(read(page), title), 'js');
    let application;

    before(async () => {
      application = new Initialized(snippets);
      await application.start();
    });
    after(() => application.stop());
    afterEach(async () => {
      application.hangUp();
      await until(async () => (await members()).length === 0);
      // What app.js prints of an exception that nobody has caught.
      assert.ok(!application.output.includes('Caught exception'), application.output);
    });

    const members = () => application.redis.command('SMEMBERS', 'GAME:lobby:connector-1');

    /** A client of this user, who is in the lobby. */
    async function enter(uid) {
      const client = await application.connect();
      assert.deepEqual(await client.request('connector.entryHandler.login', { uid }), { code: 200 });
      assert.deepEqual(await client.request('connector.entryHandler.enter'), { code: 200, failIds: [] });
      return client;
    }

    it('they say where they belong', () => {
      const files = snippets.map((snippet) => Initialized.PLACE.exec(snippet)[1]);
      assert.deepEqual(files, ['app.js', ENTRY, ENTRY, ENTRY, 'app/servers/connector/lifecycle.js']);
    });

    it('users log in, enter, hear who enters, and are listed', async () => {
      const alice = await enter('alice');
      const bob = await enter('bob');
      await until(() => alice.pushes.length >= 2 && bob.pushes.length >= 1);
      assert.deepEqual(alice.pushes, [['onEnter', { entered: 'alice' }], ['onEnter', { entered: 'bob' }]]);
      assert.deepEqual(bob.pushes, [['onEnter', { entered: 'bob' }]]);
      const { code, uids } = await bob.request('connector.entryHandler.list');
      assert.deepEqual([code, ...uids.sort()], [200, 'alice', 'bob']);
      assert.deepEqual((await members()).sort(), ['alice', 'bob']);
    });

    it('who goes away is taken out, and others stay', async () => {
      const alice = await enter('alice');
      const bob = await enter('bob');
      alice.close();
      await until(async () => !(await members()).includes('alice'));
      assert.deepEqual((await bob.request('connector.entryHandler.list')).uids, ['bob']);
    });

    it('who has not logged in gets an error as answer', async () => {
      const client = await application.connect();
      await assert.rejects(client.request('connector.entryHandler.enter'), { message: 'connector.entryHandler.enter: {"code":500}' });
      assert.deepEqual(await members(), []);
    });

    it('pomelo stop takes out those who are there', async () => {
      await enter('alice');
      assert.deepEqual(await members(), ['alice']);
      assert.equal(await application.stopAsUsersDo(), 0);
      assert.deepEqual(await members(), []);
    });
  });
}
