'use strict';

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const { LIMIT, until } = require('../support/patience');
const { startRedis } = require('../support/redis');
const { call, logged } = require('../service/helpers');
const { onRedis } = require('./helpers');

const PASSWORD = 'pa:s s@/%é';
const ROOT = 'the root of it';

describe('a Redis with passwords', () => {
  const on = onRedis();

  before(async () => {
    await on.redis.command('CONFIG', 'SET', 'requirepass', ROOT);
    await on.redis.command('AUTH', ROOT);
    await on.redis.command('ACL', 'SETUSER', 'channel', 'on', `>${PASSWORD}`, '~*', '+@all');
    await on.redis.command('ACL', 'SETUSER', 'nobody', 'on', `>${PASSWORD}`, '~*', '-@all', '+auth');
    await on.redis.command('ACL', 'SETUSER', 'open', 'on', 'nopass', '~*', '+@all');
  });

  for (const opts of [{ auth_pass: ROOT }, { password: ROOT }, { auth_pass: 'old', password: ROOT },
    { username: 'channel', password: PASSWORD }, { username: 'open' }]) {
    it(`lets ${inspect(opts)} in`, async () => {
      const manager = await on.started(opts);
      assert.deepEqual(await call(manager, 'add', 'n', 'u', 'c1'), [null]);
    });
  }

  it('lets in who is in a url, percent-decoded', async () => {
    const url = `redis://channel:${encodeURIComponent(PASSWORD)}@127.0.0.1:${on.redis.port}/1`;
    await on.started({ port: undefined, url });
    await on.started({ port: undefined, url: url.replace('channel:', 'channel:no'), password: PASSWORD });
  });

  const refused = {
    'a wrong password': [{ auth_pass: 'wrong' }, 'WRONGPASS'],
    'a wrong password of a user': [{ username: 'channel', password: 'wrong' }, 'WRONGPASS'],
    'an unknown user': [{ username: 'stranger', password: PASSWORD }, 'WRONGPASS'],
    'no password': [{}, 'NOAUTH'],
    'a user without rights': [{ username: 'nobody', password: PASSWORD }, 'NOPERM'],
  };
  for (const [name, [opts, reply]] of Object.entries(refused)) {
    it(`${name}: start fails at once with ${reply}, and nothing is kept open`, async () => {
      const manager = on.manager({ ...opts, startTimeout: 10 * LIMIT });
      const lines = await logged(async () => {
        const [err] = await call(manager, 'start');
        assert.deepEqual([err.code, err.reply], ['EREPLY', reply]);
        assert.ok(err.message.startsWith(reply), err.message);
      });
      assert.equal(lines.length, 1, JSON.stringify(lines));
      assert.match(lines[0].text, new RegExp(`${reply}.*; not trying again$`));
      assert.equal((await call(manager, 'add', 'n', 'u', 'c1'))[0].code, 'ESTATE');
      await until(async () => (await on.redis.command('CLIENT', 'LIST')).trim().split('\n').length === 1);
    });
  }

  it('no log line and no error holds a password', async () => {
    const secret = 'hunter2';
    const attempts = [
      { auth_pass: secret }, { password: secret }, { username: 'channel', password: secret }, { username: secret, password: secret },
      { url: `redis://channel:${secret}@127.0.0.1:${on.redis.port}` }, { url: `redis://channel:${secret}@127.0.0.1:port` },
      { url: `http://channel:${secret}@127.0.0.1` }, { auth_pass: { secret } }, { password: [secret] }, { host: `u:${secret}@h`, port: 'x' },
      { url: `unix:///nonexistent?password=${secret}`, password: secret, startTimeout: 100 },
      { port: 1, password: secret, host: '127.0.0.1', startTimeout: 100 },
    ];
    const errors = [];
    const lines = await logged(async () => {
      for (const opts of attempts) {
        const [err] = await call(on.manager({ port: opts.url ? undefined : on.redis.port, ...opts }), 'start');
        assert.ok(err instanceof Error, inspect(opts));
        errors.push(err);
      }
    });
    assert.ok(lines.length > 0);
    const all = inspect([lines, errors.map((err) => [err.message, err.stack, err])], { depth: 9, showHidden: true, maxStringLength: null });
    assert.ok(!all.includes(secret), all);
  });
});

describe('a Redis without a password', () => {
  const on = onRedis();

  it('lets everyone in who brings one, with one warning that does not tell it', async () => {
    const lines = await logged(() => on.started({ auth_pass: 'hunter2' }));
    assert.equal(lines.length, 1, JSON.stringify(lines));
    assert.equal(lines[0].level, 'WARN');
    assert.match(lines[0].text, /no password/);
    assert.ok(!lines[0].text.includes('hunter2'));
  });

  it('a password that is changed while the service runs is no end: it is tried again', async () => {
    const own = await startRedis();
    const manager = await on.started({ port: own.port, password: 'later' });
    await own.command('CONFIG', 'SET', 'requirepass', 'other');
    await own.command('AUTH', 'other');
    await own.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await logged(async (lines) => {
      const add = call(manager, 'add', 'n', 'u', 'c1');
      await until(() => lines.some(({ text }) => text.includes('WRONGPASS')));
      await own.command('CONFIG', 'SET', 'requirepass', 'later');
      assert.deepEqual(await add, [null]);
    });
    await call(manager, 'stop', true);
    await own.stop();
  });
});
