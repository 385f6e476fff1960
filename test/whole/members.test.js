'use strict';

const assert = require('node:assert/strict');
const net = require('node:net');
const { once } = require('node:events');
const FakeApp = require('../support/fakeApp');
const { runNode } = require('../support/child');
const { until } = require('../support/patience');
const { Decoder } = require('../support/resp');
const { assertSame } = require('../support/same');
const { call } = require('../service/helpers');
const { onRedis } = require('./helpers');

const many = (n, prefix) => Array.from({ length: n }, (_, i) => `${prefix}${i}`);

describe('many members', () => {
  const on = onRedis();

  it('20,000 on one frontend are read in one call, in the order of Redis', async () => {
    const service = await on.started();
    const key = 'POMELO:CHANNEL:room:c1';
    for (const part of [0, 1, 2, 3]) await on.redis.command('SADD', key, ...many(5000, `user ${part}-`));
    const inRedis = await on.redis.command('SMEMBERS', key);
    assert.equal(inRedis.length, 20000);
    await on.redis.command('CONFIG', 'RESETSTAT');
    assertSame((await call(service, 'getMembersBySid', 'room', 'c1'))[1], inRedis);
    assert.match(await on.redis.command('INFO', 'commandstats'), /cmdstat_smembers:calls=1,/);
    assertSame((await call(service, 'getMembersByChannelName', 'connector', 'room'))[1], inRedis);
  });

  for (const prefix of ['somebody with a name ', '有名字的人有名字的人有名字的人']) {
    it(`one of them, ${prefix}..., keeps no more than 5 KB of the others while it is kept`, async () => {
      await on.redis.command('SADD', 'POMELO:CHANNEL:room:c1', ...many(2000, prefix));
      const { messages: [each], output } = await runNode(require.resolve('./keeping'), [on.redis.port], { flags: ['--expose-gc'] });
      assert.ok(each < 5000, `${each} ${output}`);
    });
  }

  it('50,000 adds that nobody waits for call back in order, and all take effect', async () => {
    const service = await on.started();
    const order = [];
    await new Promise((resolve) => {
      for (let i = 0; i < 50000; i++) {
        service.add('room', i, 'c1', (err) => {
          assert.equal(err, null);
          if (order.push(i) === 50000) resolve();
        });
      }
      assert.equal(order.length, 0);
    });
    assertSame(order, Array.from({ length: 50000 }, (_, i) => i));
    assert.equal(await on.redis.command('SCARD', 'POMELO:CHANNEL:room:c1'), 50000);
  });

  it('a push to members on each of 200 frontends reaches each once, with its own', async () => {
    const app = new FakeApp(many(200, 'c'));
    const service = await on.started(app);
    await Promise.all(many(200, 'c').filter((sid, i) => i % 4 > 0).map((sid) => {
      return on.redis.command('SADD', `POMELO:CHANNEL:room:${sid}`, ...many(Number(sid.slice(1)) % 4, `${sid} u`));
    }));
    assert.deepEqual(await call(service, 'pushMessage', 'connector', 'r', {}, 'room', null), [null, []]);
    const delivered = new Map(app.deliveries().map(([sid, uids]) => [sid, uids.sort()]));
    assert.equal(app.deliveries().length, 150);
    many(200, 'c').forEach((sid, i) => assert.deepEqual(delivered.get(sid), i % 4 ? many(i % 4, `${sid} u`) : undefined));
  });
});

describe('200 frontends', () => {
  /** Greets as an old Redis does, takes commands, and holds the answers to SMEMBERS back. */
  async function reticentServer() {
    const held = [];
    const sockets = [];
    const greeting = { CLIENT: '-ERR unknown command\r\n', UNLINK: '-ERR wrong number of arguments\r\n', PING: '+PONG\r\n' };
    const server = net.createServer((socket) => {
      sockets.push(socket);
      const decoder = new Decoder((args) => {
        const [name] = args.map(String);
        if (name === 'SMEMBERS') held.push([socket, String(args[1])]);
        else socket.write(greeting[name]);
      });
      socket.on('data', (bytes) => decoder.write(bytes)).on('error', () => {});
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const release = () => held.forEach(([socket, key]) => socket.write(`*1\r\n$${Buffer.byteLength(key)}\r\n${key}\r\n`));
    const close = () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
    };
    return { port: /** @type {net.AddressInfo} */ (server.address()).port, held, release, close };
  }

  const on = onRedis();

  it('are asked in one round trip: all questions are there before any is answered', async () => {
    const server = await reticentServer();
    const service = await on.started(new FakeApp(many(200, 'c')), { port: server.port });
    const reading = call(service, 'getMembersByChannelName', 'connector', 'room');
    await until(() => server.held.length >= 200);
    assertSame(server.held.map(([, key]) => key), many(200, 'POMELO:CHANNEL:room:c'));
    server.release();
    assertSame((await reading)[1], many(200, 'POMELO:CHANNEL:room:c'));
    server.close();
  });
});
