'use strict';

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const { runNode } = require('../support/child');
const { timed } = require('../support/patience');
const { startPeer } = require('../support/peer');
const { call } = require('../service/helpers');
const { onRedis } = require('./kit');

describe('two services in one process', () => {
  const on = onRedis();

  it('know nothing of each other, be it by prefix or by database', async () => {
    const ways = [{ prefix: 'A' }, { prefix: 'B' }, { prefix: 'A', db: 1 }, { prefix: 'A', path: on.server.path, db: 2 }];
    const services = await Promise.all(ways.map((opts) => on.started(opts)));
    await Promise.all(services.map((service, i) => call(service, 'add', 'n', `u${i}`, 'c1')));
    for (const [i, service] of services.entries()) {
      assert.deepEqual(await call(service, 'getMembersBySid', 'n', 'c1'), [null, [`u${i}`]]);
    }
    await call(services[0], 'stop', true);
    await call(services[2].manager, 'clean');
    assert.equal((await call(services[0], 'add', 'n', 'u', 'c1'))[0].code, 'ESTATE');
    assert.deepEqual(await call(services[1], 'getMembersBySid', 'n', 'c1'), [null, ['u1']]);
    assert.deepEqual(await call(services[2], 'getMembersBySid', 'n', 'c1'), [null, []]);
    assert.deepEqual(await call(services[3], 'getMembersBySid', 'n', 'c1'), [null, ['u3']]);
    assert.deepEqual((await on.server.command('KEYS', '*')).sort(), ['A:n:c1', 'B:n:c1']);
  });

  it('do not wait for each other', async () => {
    const hung = await startPeer(([name]) => (name === 'SADD' ? null : undefined));
    const waiting = await on.started({ port: hung.port });
    const served = await on.started();
    const codes = [];
    for (let i = 0; i < 100; i++) waiting.add('n', i, 'c1', (err) => codes.push(err?.code));
    for (let i = 0; i < 100; i++) assert.deepEqual(await call(served, 'add', 'n', 'u', 'c1'), [null]);
    assert.equal(codes.length, 0);
    await call(waiting, 'stop', true);
    assert.deepEqual([codes.length, ...new Set(codes)], [100, 'ESTOPPED']);
    await hung.close();
  });

  it('stop one by one under load', async () => {
    const services = await Promise.all(Array.from({ length: 10 }, (_, i) => on.started({ prefix: `p${i}` })));
    const codes = [[], []];
    for (const [i, service] of services.entries()) {
      for (let j = 0; j < 200; j++) service.add('n', j, 'c1', (err) => codes[i % 2].push(err ? err.code : 'ok'));
    }
    const { took } = await timed(() => Promise.all(services.map((service, i) => call(service, 'stop', i % 2 === 0))));
    const [forced, patient] = codes.map((some) => [some.length, ...new Set(some)]);
    assert.equal(forced[0], 1000);
    assert.ok(forced.slice(1).every((code) => ['ok', 'ESTOPPED'].includes(code)), forced.join(' '));
    // Only a machine that does not get them done within a second sees ESTOPPED here.
    if (took < 999) assert.deepEqual(patient, [1000, 'ok']);
    assert.equal(patient[0], 1000);
  });
});

describe('a child process', () => {
  const on = onRedis();

  /** The sockets of a program started now. */
  async function inherited() {
    // It has become that program when this returns, and may still open and close the libraries that it loads.
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    const fds = fs.readdirSync(`/proc/${child.pid}/fd`).flatMap((fd) => linkOf(`/proc/${child.pid}/fd/${fd}`));
    child.kill('SIGKILL');
    await ended;
    assert.ok(fds.length >= 3);
    return fds.filter((name) => name.startsWith('socket:'));
  }

  /** @returns {string[]} where it leads, or nothing when it has been closed meanwhile */
  function linkOf(file) {
    try {
      return [fs.readlinkSync(file)];
    } catch (err) {
      if (err.code === 'ENOENT') return [];
      throw err;
    }
  }

  for (const way of ['port', 'path']) {
    it(`does not inherit the connection (${way})`, async () => {
      const ours = () => fs.readdirSync('/proc/self/fd').length;
      const before = ours();
      const starting = on.service({ [way]: on.server[way] });
      const started = call(starting, 'start');
      assert.deepEqual(await inherited(), []);
      assert.deepEqual(await started, [null]);
      assert.equal(ours(), before + 1);
      assert.deepEqual(await inherited(), []);
    });
  }
});

describe('a process', () => {
  const on = onRedis();
  const live = (way, flags) => runNode(require.resolve('./children/life'), [way, JSON.stringify({ port: on.server.port })], { flags });

  it('may exit in the middle of a batch of callbacks', async () => {
    const { code, messages } = await live('exitInBatch');
    assert.deepEqual([code, messages.at(-1)], [7, 50]);
  });

  it('ends by what a callback throws, and says what it was', async () => {
    const { code, signal, output } = await live('throwInBatch');
    assert.deepEqual([code, signal], [1, null]);
    assert.match(output, /Error: on purpose/);
  });

  for (const way of ['exitInPush', 'exitInStart', 'exitInStop', 'endAlone']) {
    it(`${way}: ends as it says`, async () => {
      const { code, signal, output } = await live(way);
      assert.deepEqual([code, signal], [7, null], output);
    });
  }

  it('may still call while it exits, to no effect', async () => {
    const { code, signal, messages } = await live('callAtExit');
    assert.deepEqual([code, signal, messages], [7, null, []]);
  });

  it('may collect garbage at any moment', async () => {
    const { code, signal, messages, output } = await live('garbage', ['--expose-gc']);
    assert.deepEqual([code, signal, messages], [0, null, [180]], output);
  });

  it('calls back for a service that nobody holds any more', async () => {
    const { code, signal, messages, output } = await live('forgotten', ['--expose-gc']);
    assert.deepEqual([code, signal, messages], [7, null, ['called']], output);
  });
});
