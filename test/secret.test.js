'use strict';

const assert = require('node:assert/strict');
const { format, inspect } = require('node:util');
const v8 = require('node:v8');
const component = require('../lib/components/globalChannel');
const Secret = require('../lib/secret');
const { startRedis } = require('./support/redis');
const FakeApp = require('./support/fakeApp');
const { call, logged } = require('./service/helpers');

const PASSWORD = 'hunter2 密码';
const ALL = { showHidden: true, depth: Infinity, getters: true, maxArrayLength: null, maxStringLength: null };

/** JSON of what refers to itself. */
function json(value) {
  const seen = new Set();
  const text = JSON.stringify(value, (key, inner) => {
    if (typeof inner !== 'object' || inner === null) return inner;
    if (seen.has(inner)) return undefined;
    seen.add(inner);
    return inner;
  });
  return String(text);
}

/** Nothing that prints these things prints the password; `about` shows that it looked inside. */
function assertHidden(things, about) {
  for (const thing of things) {
    const whole = inspect(thing, ALL);
    for (const text of [whole, format('%s %O', String(thing), thing), json(thing)]) {
      const at = text.search(/hunter|密码/);
      assert.equal(at, -1, text.slice(Math.max(at - 100, 0), at + 20));
    }
    assert.ok(whole.includes(about), `no ${about} in ${whole.slice(0, 200)}`);
  }
}

describe('a secret', () => {
  it('is shown by nothing but reveal', () => {
    const secret = new Secret(PASSWORD);
    assert.equal(secret.reveal(), PASSWORD);
    assert.equal(`${secret} ${JSON.stringify({ secret })} ${format('%s %o %O %j', secret, secret, secret, secret)}`,
      '*** {"secret":"***"} *** *** *** "***"');
    assert.ok(!v8.serialize(secret).includes('hunter'));
    assert.deepEqual(Reflect.ownKeys(secret), []);
  });
});

describe('the password', () => {
  let redis;
  let app;
  let service;

  const use = (opts) => {
    app = new FakeApp(['c1']);
    service = component(app, { prefix: 'SHOWN', ...opts });
    return [app, service, service.manager, component];
  };
  const assertAllHidden = (things) => {
    assertHidden(things.slice(0, 3), 'SHOWN');
    assertHidden(things.slice(3), '');
  };

  before(async () => {
    redis = await startRedis({ args: ['--requirepass', PASSWORD] });
  });
  after(() => redis.stop());
  afterEach(() => service.stop(true));

  const ways = {
    password: () => ({ port: redis.port, password: PASSWORD }),
    auth_pass: () => ({ port: redis.port, auth_pass: PASSWORD, username: 'default' }),
    'a url': () => ({ url: new URL(`redis://:${PASSWORD}@127.0.0.1:${redis.port}`) }),
    'an object with more in it': () => ({ port: redis.port, password: PASSWORD, more: { password: PASSWORD } }),
  };
  for (const [way, opts] of Object.entries(ways)) {
    it(`as ${way} is in nothing that an application can reach`, async () => {
      const things = use(opts());
      assertAllHidden(things);
      await service.start();
      const adding = service.add('n', 'u', 'c1');
      const pushing = service.pushMessage('connector', 'r', {}, 'n');
      assertAllHidden([...things, adding, pushing]);
      await Promise.all([adding, pushing]);
      await service.stop();
      assertAllHidden(things);
    });
  }

  it('that is wrong is in no error and no line of the log', async () => {
    await redis.command('AUTH', PASSWORD);
    await redis.command('ACL', 'SETUSER', 'other', 'on', '>else', '~*', '+@all');
    for (const opts of [{ password: `${PASSWORD}x` }, { username: 'other', password: PASSWORD }, { url: `redis://other:${PASSWORD}@127.0.0.1:${redis.port}` }]) {
      const things = use({ port: redis.port, ...opts });
      const lines = await logged(async () => {
        const [err] = await call(service, 'start');
        assert.equal(err.reply, 'WRONGPASS');
        assertHidden([err, Object.assign(new Error('x'), { cause: err })], 'WRONGPASS');
        await service.start().catch(() => {});
      });
      assert.ok(lines.length >= 2);
      assertAllHidden([...things, lines]);
    }
  });
});
