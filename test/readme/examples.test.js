'use strict';

const assert = require('node:assert/strict');
const vm = require('node:vm');
const plugin = require('../..');
const { parse } = require('../../lib/options');
const { startRedis } = require('../support/redis');
const { makeApplication, answer } = require('./application');
const GAME = require('./game');
const { makeSessions } = require('./sessions');
const { read, blocks } = require('./markdown');

/**
 * The examples in their order on the page, each with what must be true once it
 * has run. It sees `require`, and of what it does not make itself: `app`, the
 * plugin as `globalChannel`, a `Handler`, whose one object is `handler`, `module`. The port 6379
 * stands for that of the test's Redis.
 */
const EXAMPLES = [
  ['app.use', async ({ run, redis, service }) => {
    await run();
    await service().add('lobby', 'u1', 'connector-1');
    assert.deepEqual(await redis.command('SMEMBERS', 'GAME:lobby:connector-1'), ['u1']);
  }],
  ['a login, and the session that ends', async ({ run, serve, service, handler, sessions }) => {
    await serve();
    await run();
    const session = sessions.open();
    assert.deepEqual(await answer(handler, 'login', { uid: 'u1' }, session), [null, { code: 200 }]);
    assert.equal(session.uid, 'u1');
    await service().add('lobby', 'u1', 'connector-1');
    sessions.kick('u1');
    assert.deepEqual(await service().getMembersBySid('lobby', 'connector-1'), []);
  }],
  ['a handler', async ({ run, app, serve, handler, sessions }) => {
    await serve();
    await run();
    assert.deepEqual(await answer(handler, 'enter', {}, sessions.open('u1')), [null, { code: 200, failIds: [] }]);
    assert.deepEqual(app.sent, [{ sid: 'connector-1', route: 'onEnter', msg: { entered: 'u1' }, uids: ['u1'] }]);
  }],
  ['a promise', async ({ run, serve, service, handler, sessions }) => {
    await serve();
    await run();
    await service().add('lobby', 'u1', 'connector-1');
    assert.deepEqual(await answer(handler, 'list', {}, sessions.open('u1')), [null, { code: 200, uids: ['u1'] }]);
  }],
  ['a stop', async ({ run, app, serve, service, sessions, module }) => {
    await serve();
    await run();
    sessions.open('u1');
    await service().add('lobby', 'u1', 'connector-1');
    await service().add('lobby', 'u1', 'connector-2');
    await new Promise((resolve) => module.exports.beforeShutdown(app, resolve));
    assert.deepEqual(await service().getMembersByChannelName('connector', 'lobby'), ['u1']);
    assert.deepEqual(await service().getMembersBySid('lobby', 'connector-1'), []);
  }],
  ...GAME,
  ['a push scheduler', async ({ run, app }) => {
    await run();
    const { scheduler, compress } = app.get('pushSchedulerConfig');
    assert.equal(compress, 'never');
    assert.equal(scheduler, plugin.pushScheduler);
  }],
  ['options', async ({ run, redis, service }) => {
    await redis.command('ACL', 'SETUSER', 'game', 'on', '>secret', '~*', '+@all');
    await run();
    await service().add('lobby', 'u1', 'connector-1');
    await redis.command('SELECT', 1);
    assert.deepEqual(await redis.command('KEYS', '*'), ['POMELO:CHANNEL:lobby:connector-1']);
    await redis.command('SELECT', 0);
  }],
  ['Sentinels', ({ given }) => {
    const { sentinels, name, password, sentinelPassword } = given();
    assert.deepEqual(sentinels.map(({ host, port }) => [host, port]), ['11', '12', '13'].map((last) => [`10.0.0.${last}`, 26379]));
    assert.deepEqual([name, password.reveal(), sentinelPassword.reveal()], ['mymaster', 'secret', 'another secret']);
  }],
  ['a Cluster', ({ given }) => {
    const { cluster, username } = given();
    assert.deepEqual(cluster.map(({ host, port }) => [host, port]), ['21', '22', '23'].map((last) => [`10.0.0.${last}`, 6379]));
    assert.equal(username, 'game');
  }],
  ['TLS', ({ given }) => {
    assert.notEqual(given().tls, null);
  }],
  ['a channel manager', async ({ run, app, redis, service }) => {
    await run();
    await service().add('lobby', 'u1', 'connector-1');
    await service().add('lobby', 'u2', 'connector-1');
    await service().leave('lobby', 'u1', 'connector-1');
    assert.deepEqual(await service().pushMessage('connector', 'onChat', {}, 'lobby'), []);
    assert.deepEqual(app.sent.map(({ sid, uids }) => [sid, uids]), [['connector-1', ['u2']]]);
    assert.equal(await service().getCountByChannelName('connector', 'lobby'), 1);
    assert.equal(await service().isMember('connector', 'lobby', 'u2'), true);
    assert.deepEqual(await service().getChannels(), [{ name: 'lobby', count: 1, sids: { 'connector-1': 1 } }]);
    await service().destroyChannel('lobby');
    assert.deepEqual(await service().getMembersByChannelName('connector', 'lobby'), []);
    assert.deepEqual(await redis.command('KEYS', '*'), []);
  }],
];

for (const page of ['README.md', 'README.zh-CN.md']) {
  describe(`the examples of ${page}`, () => {
    const sources = blocks(read(page), 'js');
    const setting = process.env.POMELO_LOGGER;
    let redis;
    let stage;

    before(async () => {
      process.env.POMELO_LOGGER = 'off';
      redis = await startRedis();
    });

    after(async () => {
      if (setting === undefined) delete process.env.POMELO_LOGGER;
      else process.env.POMELO_LOGGER = setting;
      await redis.stop();
    });

    afterEach(async () => {
      if (stage) await stage.tearDown();
      stage = null;
      await redis.command('FLUSHALL');
    });

    it('are those that are tested here, the same in both languages', () => {
      assert.equal(sources.length, EXAMPLES.length);
      assert.deepEqual(sources, blocks(read('README.md'), 'js'));
    });

    EXAMPLES.forEach(([name, check], i) => {
      it(name, async () => {
        stage = setUp(redis, sources[i]);
        await check(stage);
      });
    });
  });
}

function setUp(redis, source) {
  const { app, remove } = makeApplication();
  const service = () => app.get('globalChannelService');
  const Handler = function () { this.app = app; };
  const handler = new Handler();
  const sessions = makeSessions(app);
  const module = { exports: {} };
  const things = { require: requireAsUsers, module, app, Handler, globalChannel: plugin };
  const started = () => new Promise((resolve, reject) => {
    service().start((err) => (err ? reject(err) : resolve()));
  });
  const serve = (opts) => {
    app.use(plugin, { globalChannel: { port: redis.port, ...opts } });
    return started();
  };
  /** The options that an example gives, whose servers are not there. */
  const given = () => {
    let opts;
    vm.runInThisContext(`(function (app, globalChannel) { ${source} })`)({ use: (_, all) => { opts = all.globalChannel; } }, plugin);
    const { options, warnings, error } = parse(opts);
    assert.deepEqual([error, warnings], [null, []]);
    return options;
  };
  const run = async () => {
    const code = source.replaceAll('6379', redis.port);
    const before = service();
    // The inner block lets an example declare what it would be given.
    vm.runInThisContext(`(function (${Object.keys(things)}) { 'use strict'; { ${code} } })`)(...Object.values(things));
    if (service() !== before) await started();
  };
  const tearDown = async () => {
    remove();
    if (service()) await service().stop(true);
  };
  return { app, redis, service, handler, sessions, module, serve, run, given, tearDown };
}

function requireAsUsers(name) {
  return name === 'pomelo-globalchannel-native' ? plugin : require(name);
}
