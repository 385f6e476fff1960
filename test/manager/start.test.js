'use strict';

const assert = require('node:assert/strict');
const net = require('node:net');
const { once } = require('node:events');
const { LIMIT, timed, until } = require('../support/patience');
const { startRedis, freePort } = require('../support/redis');
const { call, logged } = require('../service/helpers');
const { onRedis } = require('./helpers');

describe('start of the Redis manager', () => {
  const on = onRedis();

  /** Starts, adds a member, and gives the keys that are there then. */
  async function keysWith(opts, db = 0) {
    const manager = await on.started(opts);
    assert.deepEqual(await call(manager, 'add', 'room', 'u', 'c1'), [null]);
    await on.redis.command('SELECT', db);
    const keys = await on.keys();
    await on.redis.command('SELECT', 0);
    return keys;
  }

  it('writes into database 0 under the default prefix', async () => {
    assert.deepEqual(await keysWith({}), ['POMELO:CHANNEL:room:c1']);
  });

  for (const prefix of ['', null, undefined]) {
    it(`a prefix ${JSON.stringify(prefix)} is the default`, async () => {
      assert.deepEqual(await keysWith({ prefix }), ['POMELO:CHANNEL:room:c1']);
    });
  }

  it('takes any other prefix as it is', async () => {
    assert.deepEqual(await keysWith({ prefix: 'G*[é]:' }), ['G*[é]::room:c1']);
  });

  for (const db of [5, '5']) {
    it(`selects db ${JSON.stringify(db)}`, async () => assert.deepEqual(await keysWith({ db }, 5), ['POMELO:CHANNEL:room:c1']));
  }

  it('reaches a unix socket by path, by port and by url', async () => {
    const { path } = on.redis;
    for (const opts of [{ path }, { port: path }, { port: undefined, url: `unix://${path}` }]) {
      assert.deepEqual(await keysWith(opts), ['POMELO:CHANNEL:room:c1']);
    }
  });

  it('takes a url, and explicit options before its parts', async () => {
    const url = `redis://127.0.0.1:${on.redis.port}/3`;
    assert.deepEqual(await keysWith({ port: undefined, url }, 3), ['POMELO:CHANNEL:room:c1']);
    assert.deepEqual(await keysWith({ port: undefined, url, db: 4 }, 4), ['POMELO:CHANNEL:room:c1']);
    const elsewhere = `redis://127.0.0.1:${await freePort()}/3`;
    assert.deepEqual(await keysWith({ url: elsewhere }, 3), ['POMELO:CHANNEL:room:c1']);
  });

  it('fails at once for a database that Redis does not have', async () => {
    const lines = await logged(async () => {
      const [err] = await call(on.manager({ db: 9999, startTimeout: 10 * LIMIT }), 'start');
      assert.deepEqual([err.code, err.reply], ['EREPLY', 'ERR']);
      assert.match(err.message, /DB index is out of range/);
    });
    assert.equal(lines.length, 1, JSON.stringify(lines));
    assert.match(lines[0].text, /DB index is out of range; not trying again$/);
  });

  it('fails at once, naming the option, for a value that makes no sense', async () => {
    for (const opts of [{ port: 'abc' }, { db: -1 }, { db: 1.5 }, { commandTimeout: 0 }, { maxQueue: 'many' }, { url: 'http://x' }]) {
      const [err] = await call(on.manager(opts), 'start');
      assert.equal(err.code, 'EINVAL');
      assert.ok(err.message.includes(Object.keys(opts)[0]), err.message);
    }
  });

  it('waits for a Redis that is not there yet, and logs each failed attempt in one line', async () => {
    const port = await freePort();
    let late;
    const lines = await logged(async (lines) => {
      const start = call(on.manager({ port, startTimeout: LIMIT }), 'start');
      await until(() => lines.length >= 3);
      late = await startRedis({ port });
      assert.deepEqual(await start, [null]);
    });
    await late.stop();
    for (const { text } of lines.slice(0, 3)) {
      assert.match(text, new RegExp(`^[^\\n]*127\\.0\\.0\\.1:${port}[^\\n]*ECONNREFUSED[^\\n]*trying again in \\d+ ms$`));
    }
  });

  it('gives up after startTimeout with the last reason; then start may be called again', async () => {
    const port = await freePort();
    const manager = on.manager({ port, startTimeout: 500 });
    const { value: [err], ms, took } = await timed(() => call(manager, 'start'));
    assert.equal(err.code, 'ECONNREFUSED');
    assert.match(err.message, new RegExp(`127\\.0\\.0\\.1:${port}.*500 ms.*ECONNREFUSED`));
    assert.ok(took >= 498 && ms < 2500, `took ${took} ms, net ${ms} ms`);
    assert.equal((await call(manager, 'add', 'n', 'u', 'c1'))[0].code, 'ESTATE');
    const late = await startRedis({ port });
    await until(async () => (await call(manager, 'start'))[0] === null);
    assert.deepEqual(await call(manager, 'add', 'n', 'u', 'c1'), [null]);
    await late.stop();
  });

  it('startTimeout cuts short an attempt under way, at a server that accepts and says nothing', async () => {
    const mute = net.createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const sockets = [];
    mute.on('connection', (socket) => sockets.push(socket.on('error', () => {}).resume()));
    const { port } = /** @type {net.AddressInfo} */ (mute.address());
    const { value: [err], ms, took } = await timed(() => call(on.manager({ port, startTimeout: 200 }), 'start'));
    assert.equal(err.code, 'ETIMEDOUT');
    assert.ok(took >= 198 && ms < 2500, `took ${took} ms, net ${ms} ms`);
    for (const socket of sockets) socket.destroy();
    mute.close();
  });

  /** Why start fails, with as much time as one attempt takes here. */
  async function reasonOf(opts) {
    for (let startTimeout = 100; ; startTimeout *= 4) {
      const [err] = await call(on.manager({ ...opts, startTimeout }), 'start');
      if (err.code !== 'ETIMEDOUT') return err;
    }
  }

  it('a unix socket that is not there is ENOENT, a name that nobody has ENOTFOUND', async () => {
    const err = await reasonOf({ path: '/nonexistent/redis.sock' });
    assert.equal(err.code, 'ENOENT');
    assert.match(err.message, /\/nonexistent\/redis\.sock/);
    assert.equal((await reasonOf({ host: 'no such host' })).code, 'ENOTFOUND');
  });

  it('a second start, while starting and when started, answers invalid state', async () => {
    const manager = on.manager();
    const first = call(manager, 'start');
    assert.equal((await call(manager, 'start'))[0].code, 'ESTATE');
    assert.deepEqual(await first, [null]);
    assert.equal((await call(manager, 'start'))[0].code, 'ESTATE');
  });

  it('warns of options that are ignored', async () => {
    const lines = await logged(() => on.started({ connect_timeout: 5, max_attempts: 1, unknown: true }));
    assert.deepEqual(lines.map(({ level }) => level), ['WARN', 'WARN']);
    assert.match(lines[0].text, /connect_timeout/);
    assert.match(lines[1].text, /max_attempts/);
  });
});
