'use strict';

// Clients that are slow, that vanish, that never say a word.

const assert = require('node:assert/strict');
const { pushScheduler } = require('../..');
const { logged, uncaught } = require('../service/helpers');
const { until } = require('../support/patience');
const Client = require('./client');
const Frontend = require('./frontend');

const BIG = 'x'.repeat(60000);

[true, false].forEach((isNative) => describe(`under the push scheduler, ${isNative ? 'with' : 'without'} the addon`, () => {
  let frontend;
  let client;
  let other;

  beforeEach(async () => {
    frontend = await Frontend.start({ scheduler: pushScheduler }, {}, isNative);
    client = await Client.join(frontend, 'u');
    other = await Client.join(frontend, 'v');
    for (const one of [client, other]) one.clear();
  });

  afterEach(() => frontend.stop());

  const push = (msg) => frontend.push('onChat', msg, ['u', 'v']);
  const numbers = (one) => one.texts().map((text) => JSON.parse(text).n);

  /** Pushes until the client, which does not read, has a full socket. Gives how many. */
  async function fill() {
    client.socket.pause();
    const socket = frontend.socketOf(client);
    let n = 0;
    while (socket._handle.writeQueueSize === 0) await push({ n: n++, BIG });
    return n;
  }

  it('a client that does not read gets everything in order once it reads, and holds up nobody', async () => {
    const full = await fill();
    const socket = frontend.socketOf(client);
    const before = frontend.wroteTo(client);
    assert.deepEqual(before, before.map(() => 'straight'));
    // The stream knows that the socket is full.
    assert.equal(socket.writableCorked, 1);
    for (let n = full; n < full + 20; n++) await push({ n, BIG });
    assert.deepEqual(frontend.wroteTo(client), []);
    await other.until(`"n":${full + 19},`);
    assert.ok(socket.writableLength >= 20 * BIG.length);
    client.socket.resume();
    await client.until(`"n":${full + 19},`);
    await until(() => client.received.length === other.received.length);
    const all = Array.from({ length: full + 20 }, (_, n) => n);
    assert.deepEqual([numbers(client), numbers(other)], [all, all]);
    assert.equal(socket.writableCorked, 0);
    frontend.wroteTo(client);
    await push({ n: 'last' });
    assert.deepEqual(frontend.wroteTo(client), ['straight']);
  });

  it('a client that does not read holds no more memory than its messages, the one on its way shared by all', async () => {
    const full = await fill();
    const { _handle: handle } = frontend.socketOf(client);
    assert.ok(handle.writeQueueSize <= BIG.length + 100);
    const { bytesWritten, writableLength } = frontend.socketOf(client);
    await other.until(`"n":${full - 1},`);
    await until(() => other.frames().at(-1).payload.length > BIG.length);
    assert.equal(writableLength, 0);
    const handshake = bytesWritten - other.received.length;
    await push({ n: full, BIG });
    await until(() => numbers(other).length === full + 1);
    const socket = frontend.socketOf(client);
    assert.equal(socket.bytesWritten, handshake + other.received.length);
  });

  it('responses, a kick and a close come after what a slow client has still to get', async () => {
    const full = await fill();
    frontend.handle = (msg, session, cb) => cb(null, { n: 'response' });
    client.request(7, {});
    const socket = frontend.socketOf(client);
    await until(() => socket.writableLength > 0);
    const last = push({ n: 'push' });
    frontend.sessions.kick('u', 'for a reason');
    await last;
    client.socket.resume();
    await client.until('for a reason');
    await until(() => client.frames().at(-1).first === 0x88);
    const all = Array.from({ length: full }, (_, n) => n);
    assert.deepEqual(numbers(client), [...all, 'response', 'push']);
    assert.deepEqual(client.frames().slice(-3).map(({ first }) => first), [0x82, 0x82, 0x88]);
    client.end();
  });

  it('a slow client whose socket ends gets what was written before', async () => {
    const full = await fill();
    await push({ n: full, BIG });
    frontend.socketOf(client).end();
    client.socket.resume();
    await until(() => client.closed);
    assert.deepEqual(numbers(client), Array.from({ length: full + 1 }, (_, n) => n));
  });

  it('a client that vanishes in the middle raises nothing, and the others get everything', async () => {
    let full = 0;
    const errors = await uncaught(async () => {
      full = await fill();
      await logged(async () => {
        client.socket.resetAndDestroy();
        for (let n = full; n < full + 20; n++) await push({ n });
        await until(() => !frontend.sessions.getByUid('u'));
        await frontend.push('onChat', { n: full + 20 }, ['v']);
        await other.until(`"n":${full + 20}`);
      });
    });
    assert.deepEqual(errors, []);
    assert.deepEqual(numbers(other), Array.from({ length: full + 21 }, (_, n) => n));
  });

  for (const when of ['at once', 'later']) {
    it(`a write that fails ${when} closes the session, with one line in the log`, async () => {
      const socket = frontend.socketOf(client);
      const closed = new Promise((resolve) => frontend.sessionOf(client).on('closed', resolve));
      socket._write = (chunk, encoding, cb) => (when === 'later' ? setImmediate(cb, new Error('write EPIPE')) : cb(new Error('write EPIPE')));
      const lines = await logged(async () => {
        await push({ n: 1 });
        await closed;
        await other.until('"n":1');
      });
      assert.ok(socket.destroyed);
      assert.deepEqual(lines.filter(({ level }) => level === 'ERROR').map(({ text }) => text.replace(/.*\] /, '')), ['websocket send failed: write EPIPE']);
    });
  }

  it('a session that two pushes of one turn find broken raises nothing', async () => {
    frontend.socketOf(client)._write = (chunk, encoding, cb) => cb(new Error('write EPIPE'));
    const errors = await uncaught(() => logged(async () => {
      await Promise.all([push({ n: 1 }), push({ n: 2 })]);
      await other.until('"n":2');
    }));
    assert.deepEqual(errors, []);
  });

  it('a silent client with an idle timer stays connected while pushes reach it, and no longer', async () => {
    const socket = frontend.socketOf(client);
    socket.setTimeout(1000, () => socket.destroy());
    for (let n = 0; n < 8; n++) {
      await push({ n });
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    assert.deepEqual(numbers(client), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(frontend.wroteTo(client), Array(8).fill('straight'));
    assert.equal(client.closed, false);
    await until(() => client.closed);
  });

  it('a push calls back later, when every message has been handed to its socket', async () => {
    let called = false;
    const { scheduler } = frontend.app.components.__pushScheduler__;
    const sids = Object.keys(frontend.sessions.sessions);
    const done = new Promise((resolve) => {
      scheduler.schedule(null, 'onRaw', Buffer.from('raw'), sids, {}, (...args) => { called = true; resolve(args); });
    });
    assert.equal(called, false);
    assert.deepEqual([frontend.wroteTo(client), frontend.wroteTo(other)], [['straight'], ['straight']]);
    assert.deepEqual(await done, []);
    for (const cb of [undefined, null, 7]) scheduler.schedule(null, 'onRaw', Buffer.from('raw'), sids, undefined, cb);
  });
}));
