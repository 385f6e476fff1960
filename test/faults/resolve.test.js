'use strict';

// Host names: scripted answers of the resolver, in a process of its own.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { once } = require('node:events');
const { spawnNode } = require('../support/child');
const { timed, until, LIMIT } = require('../support/patience');
const { withFaults, pauses } = require('./helpers');
const fullBacklog = require('./fullBacklog');

/** A lookup takes so long as the script stays like this. */
const HANGS = -1;

describe('a host name', () => {
  const on = withFaults();
  let dir;
  let library;
  let script;
  let counts;

  before(function () {
    if (process.platform !== 'linux') this.skip();
    dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-resolve-'));
    library = path.join(dir, 'resolve.so');
    script = path.join(dir, 'script');
    counts = path.join(dir, 'counts');
    execFileSync('cc', ['-shared', '-fPIC', '-o', library, path.join(__dirname, '../support/resolve.c'), '-ldl']);
  });
  beforeEach(() => fs.writeFileSync(counts, ''));
  after(() => dir && fs.rmSync(dir, { recursive: true }));

  /** What the resolver says from now on. */
  function answer(ms, ...addresses) {
    fs.writeFileSync(`${script}.new`, [ms, ...addresses].join(' '));
    fs.renameSync(`${script}.new`, script);
  }

  const lookups = () => fs.statSync(counts).size;

  /** A service in a process of its own; `ask` calls its methods. */
  async function servant(opts) {
    const preload = [process.env.LD_PRELOAD, library].filter(Boolean).join(':');
    const child = spawnNode(require.resolve('./servant'), [JSON.stringify({ host: 'redis.scripted', port: on.redis.port, commandTimeout: LIMIT, ...opts })],
      { env: { LD_PRELOAD: preload, RESOLVE_SCRIPT: script, RESOLVE_COUNT: counts } });
    on.ends.push(async () => {
      child.process.kill('SIGKILL');
      await child.ended;
    });
    await child.message('ready');
    let last = 0;
    // One listener for all: answers may come two at a time.
    const asked = new Map();
    const lines = [];
    child.process.on('message', (message) => {
      if (message.line) lines.push({ text: message.line });
      else asked.get(message.id)?.(message);
    });
    const ask = (method, ...args) => new Promise((resolve) => {
      const id = ++last;
      asked.set(id, resolve);
      child.process.send([id, method, ...args]);
    });
    return Object.assign(ask, { lines });
  }

  async function assertStarts(ask) {
    assert.equal((await ask('start')).code, null);
    assert.equal((await ask('add', 'n', 'u', 'c1')).code, null);
  }

  it('that nobody has: ENOTFOUND; and then it is there', async () => {
    answer(0);
    const ask = await servant({ startTimeout: 1000 });
    const { code, message } = await ask('start');
    assert.equal(code, 'ENOTFOUND');
    assert.match(message, new RegExp(`redis\\.scripted:${on.redis.port}.*(ENOTFOUND|EAI)`));
    const before = lookups();
    const started = until(async () => (await ask('start')).code === null);
    await until(() => lookups() > before);
    answer(0, '127.0.0.1');
    await started;
  });

  it('that is resolved slowly: the loop stays free', async () => {
    answer(HANGS);
    const ask = await servant();
    const started = assertStarts(ask);
    await until(() => lookups() === 1);
    await ask('turn');
    answer(0, '127.0.0.1');
    await started;
  });

  it('that is resolved more slowly than connectTimeout: the answer is used all the same, and asked for once at a time', async () => {
    answer(HANGS);
    const ask = await servant({ connectTimeout: 100 });
    const started = assertStarts(ask);
    // It is to come in a pause, when nobody waits for it.
    await until(() => pauses(ask.lines).at(-1) >= 300);
    const failed = ask.lines.length;
    assert.equal(lookups(), 1);
    answer(0, '127.0.0.1');
    await started;
    assert.ok(lookups() === 1 || ask.lines.length > failed, `${lookups()} lookups`);
  });

  it('whose resolver hangs: start ends at its deadline, stop at once', async () => {
    answer(HANGS);
    const ask = await servant({ connectTimeout: 100, startTimeout: 400 });
    const failed = await ask('start');
    assert.equal(failed.code, 'ETIMEDOUT');
    assert.match(failed.message, /within 400 ms/);
    const before = lookups();
    const start = ask('start');
    await until(() => lookups() > before);
    await ask('stop', false);
    assert.equal((await start).code, 'ESTOPPED');
  });

  it('like localhost, that is ::1 first', async () => {
    answer(0, '::1', '127.0.0.1');
    await assertStarts(await servant());
  });

  it('with two addresses, of which the first refuses', async () => {
    answer(0, '127.0.0.2', '127.0.0.1');
    await assertStarts(await servant());
  });

  it('with two addresses, of which the first swallows', async () => {
    const dead = await fullBacklog('127.0.0.2', on.redis.port);
    on.ends.push(dead.close);
    answer(0, '127.0.0.2', '127.0.0.1');
    const ask = await servant();
    const { ms } = await timed(() => assertStarts(ask));
    assert.ok(ms < 2000, `start took ${ms} ms`);
  });

  it('with two addresses, of which the first accepts and lets down', async () => {
    for (const serve of [(socket) => socket.resume(), (socket) => socket.destroy()]) {
      const bad = net.createServer((socket) => serve(socket.on('error', () => {}))).listen(on.redis.port, '127.0.0.2');
      await once(bad, 'listening');
      on.ends.push(async () => bad.close());
      answer(0, '127.0.0.2', '127.0.0.1');
      await assertStarts(await servant({ connectTimeout: 500 }));
      bad.close();
      await once(bad, 'close');
    }
  });

  it('that moves is followed', async () => {
    const first = await on.server();
    const second = await on.server({ port: first.port, args: ['--bind', '127.0.0.2'] });
    answer(0, '127.0.0.1');
    const ask = await servant({ port: first.port });
    await assertStarts(ask);
    const before = lookups();
    answer(0, '127.0.0.2');
    await first.kill();
    const { ms, value: { code } } = await timed(() => ask('add', 'n', 'v', 'c1'));
    assert.equal(code, null);
    assert.ok(ms < 2000, `took ${ms} ms`);
    assert.deepEqual(await second.command('SMEMBERS', 'POMELO:CHANNEL:n:c1'), ['v']);
    assert.ok(lookups() > before);
  });
});
