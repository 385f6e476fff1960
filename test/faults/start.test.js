'use strict';

// What a start meets that is not, or not yet, a Redis that works.

const assert = require('node:assert/strict');
const net = require('node:net');
const { once } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const { timed, until } = require('../support/patience');
const { freePort } = require('../support/redis');
const { handshake } = require('../support/peer');
const fullBacklog = require('./fullBacklog');
const { withFaults, idle, attemptsWithin, pauses, told, fine, failing, call, logged } = require('./helpers');

describe('start', () => {
  const on = withFaults();

  it('succeeds within 2 s after Redis has appeared', async () => {
    const port = await freePort();
    const manager = on.manager({ port });
    await logged(async () => {
      const start = call(manager, 'start');
      await sleep(800);
      const late = await on.server({ port });
      const { ms } = await timed(async () => {
        assert.deepEqual(await start, [null]);
        await fine(manager, 'add', 'n', 'u', 'c1');
      });
      assert.ok(ms < 2000, `took ${ms} ms`);
      assert.deepEqual(await late.command('SMEMBERS', 'POMELO:CHANNEL:n:c1'), ['u']);
    });
  });

  it('tries again when a server accepts and never answers, each time after connectTimeout', async () => {
    const mute = await on.peer(() => null);
    const manager = on.manager({ port: mute.port, connectTimeout: 100, startTimeout: 1000 });
    const lines = await logged(async () => {
      const { ms, took, value: err } = await timed(() => failing(manager, 'start'));
      assert.equal(err.code, 'ETIMEDOUT');
      assert.match(err.message, new RegExp(`127\\.0\\.0\\.1:${mute.port} was not ready within 1000 ms: .*ETIMEDOUT`));
      assert.ok(took >= 999 && ms < 1500, `took ${ms} of ${took} ms`);
      // An attempt takes 100 ms, and the pause behind it 40 at least.
      assert.ok(mute.accepted >= 2 && (mute.accepted - 1) * 138 <= took, `${mute.accepted} connections in ${took} ms`);
    });
    // The last attempt may have been cut short.
    assert.ok([0, 1].includes(mute.accepted - lines.length), `${lines.length} lines, ${mute.accepted} connections`);
    await until(() => mute.sockets.size === 0);
  });

  it('is not led into a busy loop by a server that closes at once', async () => {
    const closing = await on.peer();
    closing.serve = (socket) => {
      closing.accepted++;
      socket.on('error', () => {}).destroy();
    };
    const manager = on.manager({ port: closing.port, retryMaxDelay: 1 });
    let gone;
    const lines = await logged(async () => {
      const start = failing(manager, 'start');
      const { took } = await timed(() => idle(() => until(() => closing.accepted === 12)));
      gone = took;
      await call(manager, 'stop', true);
      assert.equal((await start).code, 'ESTOPPED');
    });
    assert.ok(closing.accepted <= attemptsWithin(gone), `${closing.accepted} connections in ${gone} ms`);
    assert.ok(pauses(lines).length >= 11 && pauses(lines).every((ms) => ms >= 40), pauses(lines).join(' '));
    for (const { text } of lines) assert.match(text, /closed by the other side|ECONNRESET|EPIPE/);
  });

  it('fails with ECONNLOST after startTimeout, where a server closes each connection at once', async () => {
    const closing = await on.peer();
    closing.serve = (socket) => socket.on('error', () => {}).destroy();
    await logged(async () => {
      const err = await failing(on.manager({ port: closing.port, startTimeout: 800 }), 'start');
      assert.equal(err.code, 'ECONNLOST');
      assert.match(err.message, /not ready within 800 ms: .*(closed by the other side|ECONNRESET|EPIPE)/);
    });
  });

  it('waits while the SYN is swallowed, no longer than startTimeout', async () => {
    const full = await fullBacklog();
    const knock = net.connect(full.port, '127.0.0.1', () => assert.fail('it was let in')).on('error', () => {});
    const manager = on.manager({ port: full.port, connectTimeout: 200, startTimeout: 500 });
    await logged(async () => {
      const { ms, took, value: err } = await timed(() => failing(manager, 'start'));
      assert.equal(err.code, 'ETIMEDOUT');
      assert.match(err.message, /ETIMEDOUT/);
      assert.ok(took >= 499 && ms < 1000, `took ${ms} of ${took} ms`);
    });
    knock.destroy();
    await full.close();
  });

  it('fails at once where Redis admits nobody from elsewhere', async () => {
    const peer = await on.peer(() => '-DENIED Redis is running in protected mode\r\n');
    await logged(async () => assert.equal((await failing(on.manager({ port: peer.port }), 'start')).reply, 'DENIED'));
    assert.equal(peer.accepted, 1);
  });

  it('waits while Redis loads, and says so', async () => {
    let loading = true;
    const peer = await on.peer(([name]) => (loading && name === 'PING' ? '-LOADING Redis is loading the dataset in memory\r\n' : undefined));
    const lines = await logged(async () => {
      const start = call(on.manager({ port: peer.port }), 'start');
      await until(() => peer.accepted >= 3);
      loading = false;
      assert.deepEqual(await start, [null]);
    });
    assert.match(lines[0].text, /LOADING Redis is loading.*trying again/);
  });

  it('works with a server that could not save: it serves reads, and refuses writes with MISCONF', async () => {
    const misconf = '-MISCONF Redis is configured to save RDB snapshots, but it\'s currently unable to persist to disk.\r\n';
    const peer = await on.peer(([name]) => {
      if (name === 'PING' || name === 'SADD') return misconf;
      return name === 'SMEMBERS' ? '*1\r\n$1\r\nu\r\n' : undefined;
    });
    const manager = await on.started({ port: peer.port });
    assert.deepEqual(await call(manager, 'getMembersBySid', 'n', 'c1'), [null, ['u']]);
    const [err] = await call(manager, 'add', 'n', 'u', 'c1');
    assert.deepEqual([err.code, err.reply], ['EREPLY', 'MISCONF']);
  });

  it('waits while Redis is full, and says so', async () => {
    const redis = await on.server({ args: ['--maxclients', '3'] });
    await redis.command('PING');
    const guests = [net.connect(redis.port, '127.0.0.1'), net.connect(redis.port, '127.0.0.1')];
    await Promise.all(guests.map((guest) => once(guest.on('error', () => {}), 'connect')));
    const lines = await logged(async () => {
      const manager = on.manager({ port: redis.port });
      const refused = told(/max number of clients/);
      const start = call(manager, 'start');
      await refused;
      guests.forEach((guest) => guest.destroy());
      assert.deepEqual(await start, [null]);
      await fine(manager, 'add', 'n', 'u', 'c1');
    });
    for (const { text } of lines) assert.match(text, /max number of clients reached.*trying again/);
  });

  it('fails at once, and cleans nothing, where waiting cannot help', async () => {
    await on.redis.command('SADD', 'POMELO:CHANNEL:n:c1', 'u');
    const proxy = await on.proxy();
    await logged(async () => {
      const err = await failing(on.manager({ port: proxy.port, db: 16, cleanOnStartUp: true }), 'start');
      assert.deepEqual([err.code, err.reply], ['EREPLY', 'ERR']);
    });
    assert.equal(proxy.accepted, 1);
    assert.deepEqual(await on.members('n', 'c1'), ['u']);
  });

  it('refuses what does not speak as Redis', async () => {
    const nonsense = ['HTTP/1.1 400 Bad Request\r\n\r\n', ':1\r\n', '$-1\r\n', '*1\r\n*1\r\n:1\r\n', '+OK\r\n'.repeat(99), '\0'.repeat(9)];
    await logged(() => Promise.all(nonsense.map(async (reply) => {
      const peer = await on.peer(() => reply);
      const err = await failing(on.manager({ port: peer.port, startTimeout: 800 }), 'start');
      assert.equal(err.code, 'EPROTOCOL', reply);
      assert.match(err.message, new RegExp(`127\\.0\\.0\\.1:${peer.port}`));
    })));
  });

  for (const name of ['AUTH', 'SELECT', 'CLIENT', 'UNLINK', 'PING']) {
    for (const how of ['FIN', 'RST']) {
      it(`begins anew when the connection ends by ${how} where ${name} should be answered`, async () => {
        let ends = 2;
        const peer = await on.peer(([asked], socket) => {
          if (asked !== name || ends === 0) return undefined;
          ends--;
          if (how === 'RST') socket.resetAndDestroy();
          else socket.end();
          return null;
        });
        const lines = await logged(() => on.started({ port: peer.port, db: 3, password: 'p' }));
        assert.deepEqual([peer.accepted, lines.length], [3, 2]);
      });
    }
  }

  it('a failed one can be repeated from its own callback, until Redis is there', async () => {
    const port = await freePort();
    const manager = on.manager({ port, startTimeout: 200 });
    await logged(async () => {
      const codes = [];
      let server;
      await new Promise((resolve) => {
        manager.start(function again(err) {
          if (!err) return resolve();
          codes.push(err.code);
          if (codes.length === 3) server = on.server({ port });
          manager.start(again);
        });
      });
      await server;
      assert.ok(codes.every((code) => ['ECONNREFUSED', 'ETIMEDOUT'].includes(code)), codes.join(' '));
      await fine(manager, 'add', 'n', 'u', 'c1');
    });
  });

  it('works with a server that knows neither CLIENT INFO nor UNLINK nor users', async () => {
    const old = (command) => `-ERR unknown command '${command[0]}'\r\n`;
    const peer = await on.peer((command, socket) => {
      if (['CLIENT', 'UNLINK', 'ACL', 'HELLO'].includes(command[0])) return old(command);
      if (['DEL', 'SADD'].includes(command[0])) return ':1\r\n';
      return handshake(command, 1, socket);
    });
    const manager = await on.started({ port: peer.port });
    await fine(manager, 'add', 'n', 'u', 'c1');
    await logged(async () => {
      peer.cut();
      await fine(manager, 'destroyChannel', 'n');
    });
    assert.equal(peer.commands('DEL').length, 1);
    assert.equal(peer.commands('UNLINK').filter((command) => command.length > 1).length, 0);
  });

  it('works with a Redis whose UNLINK, CLIENT and KEYS were renamed', async () => {
    const redis = await on.server({ args: ['UNLINK', 'CLIENT', 'KEYS'].flatMap((name) => ['--rename-command', name, '']) });
    const proxy = await on.proxy(redis);
    const manager = await on.started({ port: proxy.port });
    await fine(manager, 'add', 'n', 'u', 'c1');
    await logged(async () => {
      proxy.cut();
      await fine(manager, 'add', 'm', 'u', 'c1');
    });
    await fine(manager, 'destroyChannel', 'm');
    assert.deepEqual([await redis.command('EXISTS', 'POMELO:CHANNEL:m:c1'), await redis.command('EXISTS', 'POMELO:CHANNEL:n:c1')], [0, 1]);
    await fine(manager, 'clean');
    assert.equal(await redis.command('DBSIZE'), 0);
  });
});
