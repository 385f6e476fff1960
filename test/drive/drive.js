'use strict';

// node test/drive/drive.js <port of a Redis> [<path of an addon>]
//
// Every method and the main faults, against a real Redis, with whatever Node runs this: Node 12's JavaScript, no test runner.
// Says what failed and exits with 1. Given an addon, drives that one, else the one that the plugin finds. Needs the
// Redis for itself: it uses a prefix of its own and leaves nothing there.

const assert = require('assert');
const { EventEmitter } = require('events');
const net = require('net');
const os = require('os');
const path = require('path');

const LIMIT = 120000;
const port = Number(process.argv[2]);
if (process.argv[3]) use(process.argv[3]);
const GlobalChannelService = require('../../lib/service/globalChannelService');
const loadNative = require('../../lib/native');

const checks = { methods, names, members, send, cut, pipe, faults };

main().then(failed => process.exit(failed ? 1 : 0));

async function main() {
  let failed = 0;
  for (const name of Object.keys(checks)) {
    try {
      await within(checks[name]());
    } catch (err) {
      failed++;
      console.log('FAILED %s: %s', name, err && err.stack || err);
    }
  }
  const about = [process.version, process.platform, process.arch].join(' ');
  console.log('%s: %d of %d passed', about, Object.keys(checks).length - failed, Object.keys(checks).length);
  return failed;
}

async function methods() {
  const app = fakeApp(['c1', 'c2']);
  const service = await started(app, { cleanOnStartUp: true });
  await Promise.all([['u1', 'c1'], ['u2', 'c1'], ['u3', 'c2']].map(([uid, sid]) => service.add('room', uid, sid)));
  await new Promise((resolve, reject) => service.add('room', 'u4', 'c2', err => err ? reject(err) : resolve()));
  assert.deepStrictEqual((await service.getMembersBySid('room', 'c1')).sort(), ['u1', 'u2']);
  await service.leave('room', 'u4', 'c2');
  assert.deepStrictEqual((await service.getMembersByChannelName('connector', 'room')).sort(), ['u1', 'u2', 'u3']);
  assert.deepStrictEqual(await service.pushMessage('connector', 'onChat', { text: 'hi' }, 'room'), []);
  assert.deepStrictEqual(app.sent.map(({ sid, message }) => [sid, message.args[2].sort()]), [['c1', ['u1', 'u2']], ['c2', ['u3']]]);
  await service.destroyChannel('room');
  assert.deepStrictEqual(await service.getMembersByChannelName('connector', 'room'), []);
  await service.stop(false);
  assert.strictEqual((await failure(service.add('room', 'u1', 'c1'))).code, 'ESTATE');
}

async function names() {
  const service = await started(fakeApp(['c1']));
  const uids = ['', 'with space', 'äöü', '漢字', '😀', 'a:b', '12'];
  for (const uid of uids) await service.add('房間 1', uid, 'c1');
  assert.deepStrictEqual((await service.getMembersBySid('房間 1', 'c1')).sort(), uids.slice().sort());
  await service.destroyChannel('房間 1');
  await service.stop(true);
}

async function members() {
  const service = await started(fakeApp(['c1']));
  const uids = Array.from({ length: 20000 }, (_, i) => 'user-' + i);
  await Promise.all(uids.map(uid => service.add('hall', uid, 'c1')));
  for (let i = 0; i < 3; i++) {
    assert.deepStrictEqual((await service.getMembersBySid('hall', 'c1')).sort(), uids.slice().sort());
  }
  await service.destroyChannel('hall');
  assert.deepStrictEqual(await service.getMembersBySid('hall', 'c1'), []);
  await service.stop(true);
}

/** The same bytes to many sockets, where sockets have descriptors. */
async function send() {
  const native = loadNative();
  if (process.platform === 'win32') return assert.strictEqual(native.send, undefined);
  const server = net.createServer(socket => {
    const descriptors = Int32Array.of(socket._handle.fd);
    native.send(descriptors, Buffer.from('hello'));
    socket.end();
  });
  const client = net.connect(await listen(server), '127.0.0.1');
  const [data] = await once(client, 'data');
  assert.strictEqual(data.toString(), 'hello');
  server.close();
}

/** What was asked when the connection breaks is answered over the next one. */
async function cut() {
  const sockets = new Set();
  const proxy = makeProxy(sockets);
  const service = await started(fakeApp(['c1']), { port: await listen(proxy) });
  await service.add('cut', 'u1', 'c1');
  const reads = Array.from({ length: 50 }, () => service.getMembersBySid('cut', 'c1'));
  for (const socket of sockets) socket.destroy();
  assert.deepStrictEqual(await Promise.all(reads), Array.from({ length: 50 }, () => ['u1']));
  await service.destroyChannel('cut');
  await service.stop(true);
  proxy.close();
}

/** A unix socket, or what Windows has in its place. */
async function pipe() {
  const name = 'gch-drive-' + process.pid;
  const where = process.platform === 'win32' ? '\\\\.\\pipe\\' + name : path.join(os.tmpdir(), name);
  const proxy = makeProxy(new Set());
  proxy.listen(where);
  await once(proxy, 'listening');
  const service = await started(fakeApp(['c1']), { path: where });
  const uids = Array.from({ length: 3000 }, (_, i) => 'user-' + i);
  await Promise.all(uids.map(uid => service.add('pipe', uid, 'c1')));
  assert.deepStrictEqual((await service.getMembersBySid('pipe', 'c1')).sort(), uids.sort());
  await service.destroyChannel('pipe');
  await service.stop(true);
  proxy.close();
}

function faults() {
  return Promise.all([refused(), noName(), noPath(), lie(), noCertificate()]);
}

async function refused() {
  const server = net.createServer();
  const free = await listen(server);
  server.close();
  await once(server, 'close');
  assert.strictEqual(await reason({ port: free }), 'ECONNREFUSED');
}

async function noName() {
  assert.strictEqual(await reason({ host: 'no-such-name.invalid' }), 'ENOTFOUND');
}

async function noPath() {
  const missing = process.platform === 'win32' ? '\\\\.\\pipe\\no-such-redis' : '/no/such/redis.sock';
  assert.strictEqual(await reason({ path: missing }), 'ENOENT');
}

/** A server that announces what no memory holds must not have it read. */
async function lie() {
  const server = net.createServer(socket => socket.on('error', () => {}).on('data', () => socket.write('$4294967290\r\nabc\r\n')));
  const code = await reason({ port: await listen(server), commandTimeout: 500 });
  assert.ok(['EPROTOCOL', 'ETIMEDOUT'].includes(code), code);
  server.close();
}

/** A server of TLS that refuses the handshake, as one does that wants a certificate: waiting is of no use. */
async function noCertificate() {
  const alert = Buffer.from([0x15, 3, 3, 0, 2, 2, 40]);
  const server = net.createServer(socket => socket.on('error', () => {}).once('data', () => socket.end(alert)));
  const options = { port: await listen(server), tls: true, startTimeout: LIMIT };
  for (const more of [{}, { cluster: true }]) {
    assert.match((await refusal(Object.assign(more, options))).message, /it refuses the handshake: it wants a certificate of ours/);
  }
  server.close();
}

// --- helpers

/** @param {string} file the addon in place of the one that the plugin would find */
function use(file) {
  const addon = { exports: {} };
  process.dlopen(addon, path.resolve(file));
  const id = require.resolve('../../lib/native');
  const exports = Object.assign(() => addon.exports, { loaded: () => addon.exports });
  require.cache[id] = Object.assign(new module.constructor(id, module), { filename: id, loaded: true, exports });
}

/** Passes everything on to the Redis. */
function makeProxy(sockets) {
  return net.createServer(near => {
    const far = net.connect(port, '127.0.0.1');
    for (const [from, to] of [[near, far], [far, near]]) {
      sockets.add(from);
      from.on('error', () => {}).on('close', () => to.destroy()).pipe(to);
    }
  });
}

function makeService(app, opts) {
  return new GlobalChannelService(app, Object.assign({ host: '127.0.0.1', port, prefix: 'gch-drive-' + process.pid }, opts));
}

async function started(app, opts) {
  const service = makeService(app, opts);
  await service.start();
  return service;
}

/** Why a start fails. */
async function refusal(opts) {
  const service = makeService(fakeApp([]), Object.assign({ startTimeout: 2000 }, opts));
  const err = await failure(service.start());
  await service.stop(true);
  return err;
}

async function reason(opts) {
  return (await refusal(opts)).code;
}

function failure(promise) {
  return promise.then(() => assert.fail('it succeeded'), err => err);
}

/** As much of Pomelo as the plugin sees. */
function fakeApp(sids) {
  const list = sids.map(id => ({ id, serverType: 'connector', frontend: 'true' }));
  const app = { event: new EventEmitter(), sent: [], get: () => undefined, set: () => app, isFrontend: () => true };
  app.getServersByType = () => list;
  app.getServers = () => Object.assign({}, ...list.map(server => ({ [server.id]: server })));
  app.rpcInvoke = (sid, message, cb) => {
    app.sent.push({ sid, message });
    setImmediate(cb, null, []);
  };
  return app;
}

async function listen(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}

function once(emitter, event) {
  return new Promise((resolve, reject) => {
    emitter.once('error', reject);
    emitter.once(event, (...args) => resolve(args));
  });
}

function within(promise) {
  let timer;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error('still not done after ' + LIMIT + ' ms')), LIMIT);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
