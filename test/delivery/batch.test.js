'use strict';

// What one call into C does not take, and code of others that runs during a push.

const assert = require('node:assert/strict');
const { Writable } = require('node:stream');
const { pushScheduler } = require('../..');
const { logged, uncaught } = require('../service/helpers');
const { until } = require('../support/patience');
const Client = require('./client');
const Frontend = require('./frontend');

const NATIVE = require.resolve('../../lib/native');
const LOADED = ['batch', 'straight', 'pushScheduler'].map((name) => require.resolve(`../../lib/delivery/${name}`));

describe('a push in one call into C', () => {
  const { send } = Frontend;
  let frontend;
  let clients;

  beforeEach(() => start());

  afterEach(() => {
    Frontend.send = send;
    return stop();
  });

  async function stop() {
    await frontend?.stop();
    frontend = null;
  }

  async function start(scheduler = pushScheduler, config = {}, how = {}) {
    await stop();
    frontend = await Frontend.start({ scheduler, ...config });
    clients = [];
    for (const uid of ['a', 'b', 'c']) clients.push(await Client.join(frontend, uid, how));
    for (const client of clients) client.clear();
  }

  const push = (n, uids = ['a', 'b', 'c']) => frontend.push('onChat', { n }, uids);
  const session = (i) => frontend.sessionOf(clients[i]);

  async function assertGot(...numbers) {
    for (const client of clients) {
      await client.until(`"n":${numbers.at(-1)}`);
      assert.deepEqual(client.texts(), numbers.map((n) => `{"n":${n}}`));
    }
  }

  it('is none for a single socket', async () => {
    for (const uid of ['a', 'b', 'c']) await push(1, [uid]);
    assert.deepEqual(frontend.sends, []);
    await push(2);
    assert.deepEqual(frontend.sends, [3]);
    await assertGot(1, 2);
  });

  it('leaves the rest of the bytes to the streams', async () => {
    for (const part of [1, 2, 7]) {
      Frontend.send = (sockets, bytes) => {
        const own = sockets.subarray(1);
        assert.equal(send(own, bytes.subarray(0, part)), 0);
        return sockets.fill(0, 0, 1).length;
      };
      await push(part);
      await push(part + 100);
    }
    await assertGot(1, 101, 2, 102, 7, 107);
  });

  it('leaves a socket to its stream whose descriptor is none', async () => {
    Frontend.send = (sockets, bytes) => send(sockets.fill(-1, 0, 2), bytes);
    await push(1);
    await assertGot(1);
    assert.deepEqual(clients.map((client) => frontend.wroteTo(client).length), [2, 2, 1]);
  });

  it('leaves all sockets to their streams when C refuses', async () => {
    Frontend.send = (sockets) => send(sockets, null);
    await push(1);
    await assertGot(1);
  });

  it('tells of a write that fails when all others have had the rest of their bytes', async () => {
    Frontend.send = (sockets, bytes) => {
      send(sockets.subarray(1), bytes.subarray(0, 3));
      sockets[0] = 0;
      return 3;
    };
    frontend.socketOf(clients[0])._handle.writeBuffer = () => -32;
    const other = session(2);
    const note = () => other.send(Buffer.from('from the log'));
    const errors = await uncaught(() => logged(async (lines) => {
      Object.assign(lines, { push: note });
      await push(1);
      await clients[2].until('from the log');
    }));
    assert.deepEqual(errors, []);
    const [first, second] = clients[2].frames().map(({ payload }) => payload.toString());
    assert.match(first, /"n":1/);
    assert.match(second, /from the log/);
    await until(() => clients[0].closed);
  });

  it('has happened before ws gets what is not compressed', async () => {
    await start(pushScheduler, { compress: 'never' }, { deflate: true });
    const before = [];
    frontend.socketOf(clients[2]).write = function (...args) {
      before.push(...frontend.sends);
      return Writable.prototype.write.apply(this, args);
    };
    await push(1);
    await assertGot(1);
    assert.deepEqual(before.slice(0, 1), [2]);
  });

  it('has happened before a socket whose _write was replaced', async () => {
    frontend.socketOf(clients[2])._write = (chunk, encoding, cb) => {
      assert.deepEqual(frontend.sends, [2]);
      cb();
    };
    await push(1);
    await clients[1].until('"n":1');
    assert.deepEqual(frontend.sends, [2]);
  });

  for (const [what, load] of [
    ['no addon can be loaded', () => { throw new Error('none'); }],
    ['the addon has no such function', () => ({})],
  ]) {
    it(`is none where ${what}, which is tried once, at the first push`, async () => {
      let loads = 0;
      await start(withNative(() => {
        loads++;
        return load();
      }));
      assert.equal(loads, 0);
      await push(1);
      await push(2);
      await assertGot(1, 2);
      assert.deepEqual([loads, frontend.sends], [1, []]);
      assert.deepEqual(clients.map((client) => frontend.wroteTo(client)), Array(3).fill(['straight', 'straight']));
    });
  }
});

/** The push scheduler, made anew with another addon. */
function withNative(load) {
  const before = [NATIVE, ...LOADED].map((file) => [file, require.cache[file]]);
  for (const file of LOADED) delete require.cache[file];
  require.cache[NATIVE] = Object.assign(Object.create(require.cache[NATIVE]), { exports: load });
  try {
    return require('../../lib/delivery/pushScheduler');
  } finally {
    for (const [file, module] of before) require.cache[file] = module;
  }
}
