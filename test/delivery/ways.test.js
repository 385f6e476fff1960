'use strict';

// Which sessions are written to straight, and that all others are left to Pomelo.

const assert = require('node:assert/strict');
const net = require('node:net');
const { pushScheduler } = require('../..');
const { logged } = require('../service/helpers');
const { until } = require('../support/patience');
const Client = require('./client');
const Frontend = require('./frontend');

[true, false].forEach((isNative) => describe(`the push scheduler, ${isNative ? 'with' : 'without'} the addon`, () => {
  let frontend;
  let client;
  let other;

  beforeEach(async () => {
    frontend = await Frontend.start({ scheduler: pushScheduler }, {}, isNative);
    client = await Client.join(frontend, 'u');
    other = await Client.join(frontend, 'v');
    client.clear();
  });

  afterEach(() => frontend.stop());

  const push = (msg) => frontend.push('onChat', msg, ['u', 'v']);
  const session = () => frontend.sessionOf(client);
  const websocket = () => session().__socket__.socket;

  it('writes straight to websockets that nothing is queued for, and leaves responses to Pomelo', async () => {
    await push({ n: 1 });
    client.request(7, { n: 2 });
    await client.until('answer');
    assert.deepEqual(frontend.wroteTo(client), ['straight', 'stream']);
    assert.deepEqual(frontend.wroteTo(other), ['straight']);
    assert.deepEqual(client.texts(), ['{"n":1}', '{"answer":{"n":2}}']);
  });

  it('gives all of them the same bytes, made once', async () => {
    const chunks = new Set();
    for (const one of [client, other]) frontend.socketOf(one)._write = (chunk, encoding, cb) => (chunks.add(chunk), cb());
    await push({ n: 1 });
    assert.equal(chunks.size, 1);
  });

  it('counts the bytes that it has written to a single socket', async () => {
    const socket = frontend.socketOf(client);
    const before = socket.bytesWritten;
    await frontend.push('onChat', { n: 1 }, ['u']);
    await client.until('"n"');
    assert.equal(socket.bytesWritten - before, client.received.length);
  });

  it('sends nothing to a session that is not through its handshake, and leaves it to Pomelo', async () => {
    const early = await Client.connect(frontend);
    await until(() => frontend.sessionOf(early));
    const { id, __socket__: { socket } } = frontend.sessionOf(early);
    await frontend.schedule(Buffer.from('too early'), [id]);
    socket.ping('the end');
    await early.until('the end');
    assert.ok(!early.received.includes('too early'));
    assert.deepEqual(frontend.wroteTo(early), ['stream']);
  });

  it('leaves a session to Pomelo whose websocket is closing', async () => {
    websocket().close();
    const lines = await logged(() => push({ n: 1 }));
    assert.match(lines[0].text, /hybridsocket.*not opened/);
    await other.until('"n"');
    assert.deepEqual([frontend.wroteTo(client), frontend.wroteTo(other)], [['stream'], ['straight']]);
  });

  it('leaves a session to Pomelo that has ended its socket', async () => {
    frontend.socketOf(client).end();
    const lines = await logged(() => push({ n: 1 }));
    assert.match(lines[0].text, /hybridsocket.*write after end/);
    await other.until('"n"');
    assert.ok(!frontend.wroteTo(client).includes('straight'));
  });

  it('stays behind what ws has queued', async () => {
    const sender = websocket()._sender;
    let done;
    sender.messageHandlers.push((callback) => { done = callback; });
    sender.flush();
    await push({ n: 1 });
    await push({ n: 2 });
    assert.deepEqual(frontend.wroteTo(client), []);
    done();
    await client.until('"n":2');
    assert.deepEqual(client.texts(), ['{"n":1}', '{"n":2}']);
    assert.deepEqual(frontend.wroteTo(other), ['straight', 'straight']);
  });

  it('stays behind a handler that ws has not run yet', async () => {
    const sender = websocket()._sender;
    sender.messageHandlers.push((callback) => callback());
    await push({ n: 1 });
    assert.ok(!frontend.wroteTo(client).includes('straight'));
  });

  it('leaves a message to ws that comes between the fragments of another', async () => {
    websocket()._sender.firstFragment = false;
    await push({ n: 1 });
    await client.until('"n"');
    assert.deepEqual([client.frames()[0].first, frontend.wroteTo(client)], [0x80, ['stream']]);
  });

  it('stays behind a stream that ws.send reads', async () => {
    const { PassThrough } = require('node:stream');
    const stream = new PassThrough();
    websocket().send(stream, { binary: true });
    await push({ n: 1 });
    assert.deepEqual(frontend.wroteTo(client), []);
    stream.end('first');
    await client.until('"n"');
    assert.ok(client.received.indexOf('first') < client.received.indexOf('"n"'));
  });

  it('stays behind what the stream of the socket has queued', async () => {
    const socket = frontend.socketOf(client);
    socket.cork();
    await push({ n: 0 });
    socket.write(Buffer.from([0x89, 5, ...Buffer.from('first')]));
    await push({ n: 1 });
    assert.deepEqual(frontend.wroteTo(client), []);
    socket.uncork();
    await client.until('"n":1');
    assert.deepEqual(client.texts(), ['{"n":0}', '{"n":1}']);
    assert.ok(client.received.indexOf('first') < client.received.indexOf('"n":1'));
    assert.deepEqual(frontend.wroteTo(client), ['stream']);
  });

  it('stays behind a write that the stream has under way', async () => {
    const socket = frontend.socketOf(client);
    const { _write } = socket;
    let go;
    socket._write = (...args) => { go = () => _write.apply(socket, args); };
    socket.write(Buffer.from([0x89, 5, ...Buffer.from('first')]));
    socket._write = _write;
    await push({ n: 1 });
    go();
    await client.until('"n"');
    assert.ok(client.received.indexOf('first') < client.received.indexOf('"n"'));
  });

  it('stays behind what waits for the kernel', async () => {
    Object.defineProperty(frontend.socketOf(client)._handle, 'writeQueueSize', { value: 1 });
    await push({ n: 1 });
    assert.deepEqual([frontend.wroteTo(client), frontend.wroteTo(other)], [['stream'], ['straight']]);
  });

  it('leaves the sessions of other connectors to their own sockets', async () => {
    const got = [];
    const socket = { state: 2, send: (msg) => got.push(msg), socket: { readyState: 1, _sender: {}, extensions: {} } };
    frontend.sessions.create('other', 'connector-1', socket);
    const msg = Buffer.from('raw');
    await frontend.schedule(msg, ['other', frontend.sessionOf(client).id]);
    assert.ok(got.length === 1 && got[0] === msg);
    assert.deepEqual(frontend.wroteTo(client), ['straight']);
    delete frontend.sessions.sessions.other;
  });

  it('writes straight to no socket of another class than net.Socket', async () => {
    class Special extends net.Socket {}
    Object.setPrototypeOf(frontend.socketOf(client), Special.prototype);
    await push({ n: 1 });
    assert.deepEqual([frontend.wroteTo(client), frontend.wroteTo(other)], [['stream'], ['straight']]);
  });

  /** Where an application or a tool may have put something in between. */
  const PLACES = {
    'session.send': () => session(),
    'socket.send': () => session().__socket__,
    'socket.sendRaw': () => session().__socket__,
    'websocket.send': () => websocket(),
    'sender.send': () => websocket()._sender,
    'sender.flush': () => websocket()._sender,
    'sender.applyExtensions': () => websocket()._sender,
    'sender.frameAndSend': () => websocket()._sender,
    'netSocket.write': () => websocket()._socket,
  };

  for (const [place, find] of Object.entries(PLACES)) {
    const method = place.split('.')[1];

    it(`goes through ${place} where it was replaced on one instance`, async () => {
      const calls = replace(find(), method);
      await push({ n: 1 });
      await push({ n: 2 });
      await client.until('"n":2');
      assert.ok(calls.length >= 2);
      assert.deepEqual([frontend.wroteTo(client), frontend.wroteTo(other)], [['stream', 'stream'], ['straight', 'straight']]);
      assert.deepEqual(client.texts(), other.texts());
    });

    it(`goes through ${place} where it was replaced for all, and straight again afterwards`, async () => {
      await push({ n: 1 });
      const calls = replace(Object.getPrototypeOf(find()), method);
      await push({ n: 2 });
      calls.restore();
      await push({ n: 3 });
      await client.until('"n":3');
      assert.ok(calls.length >= 2);
      for (const one of [client, other]) assert.deepEqual(frontend.wroteTo(one), ['straight', 'stream', 'straight']);
      assert.deepEqual(client.texts(), ['{"n":1}', '{"n":2}', '{"n":3}']);
    });
  }

  const handedOn = ['sendMessage', 'sendMessageByUid', 'forEachSession', 'forEachBindedSession'];
  const places = [...handedOn.map((method) => ['sessionComponent', method]), ...[...handedOn, 'get', 'getByUid'].map((method) => ['sessions', method])];
  for (const [part, method] of places) {
    it(`goes Pomelo's way where ${method} of the ${part} was replaced`, async () => {
      const calls = replace(frontend[part], method);
      await push({ n: 1 });
      await frontend.broadcast('onChat', { n: 2 }, { binded: true });
      await frontend.broadcast('onChat', { n: 3 }, {});
      await client.until('"n":3');
      assert.deepEqual([calls.length > 0, frontend.wroteTo(client)], [true, ['stream', 'stream', 'stream']]);
      assert.deepEqual(client.texts(), ['{"n":1}', '{"n":2}', '{"n":3}']);
    });
  }

  it('makes packages with the very Package.encode that Pomelo uses', async () => {
    const { Package } = require('pomelo-protocol');
    const { encode } = Package;
    Package.encode = (type, body) => Buffer.concat([Buffer.from('mine'), encode(type, body)]);
    try {
      await push({ n: 1 });
    } finally {
      Package.encode = encode;
    }
    await client.until('"n"');
    assert.equal(client.frames()[0].payload.subarray(0, 4).toString(), 'mine');
    assert.deepEqual(frontend.wroteTo(client), ['straight']);
  });
}));

/** Puts a function in between that passes everything on. */
function replace(object, method) {
  const own = Object.getOwnPropertyDescriptor(object, method);
  const original = object[method];
  const calls = Object.assign([], {
    restore: () => (own ? Object.defineProperty(object, method, own) : delete object[method]),
  });
  object[method] = function (...args) {
    calls.push(args);
    return original.apply(this, args);
  };
  return calls;
}
