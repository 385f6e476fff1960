'use strict';

const assert = require('assert');
const fs = require('fs');
const path = require('path');
const tls = require('tls');
const { setTimeout: sleep } = require('timers/promises');
const FakeApp = require('../support/fakeApp');
const { LIMIT, until } = require('../support/patience');
const component = require('../../lib/components/globalChannel');
const { call, logged } = require('../service/helpers');
const { Authority } = require('../support/certificates');
const { startTlsRedis } = require('../support/tls');

describe('a service that speaks TLS', () => {
  let authority;
  let good;
  let redis;
  const made = [];

  before(async () => {
    authority = new Authority('authority');
    good = authority.sign('good');
    redis = await startTlsRedis(authority, good);
  });
  beforeEach(() => redis.command('FLUSHALL'));
  afterEach(() => Promise.all(made.splice(0).map((service) => call(service, 'stop', true))));
  after(() => redis.stop());

  const started = async (opts) => {
    const service = component(new FakeApp(['c1', 'c2', 'c3']), { port: redis.tlsPort, tls: { ca: authority.ca }, commandTimeout: LIMIT, ...opts });
    made.push(service);
    assert.deepStrictEqual(await call(service, 'start'), [null]);
    return service;
  };
  const both = async () => [await started(), await started({ port: redis.port, tls: undefined })];
  const cut = () => redis.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');

  it('does what one without does', async () => {
    const [secure, plain] = await both();
    for (const [writer, reader] of [[secure, plain], [plain, secure]]) {
      for (const uid of ['u', 'ü 龍 𝄞', '', 'a\r\nb', 'x'.repeat(70000)]) await writer.add('频道', uid, 'c1');
      await writer.add('频道', 7, 'c2');
      await writer.leave('频道', 'u', 'c1');
      assert.deepStrictEqual((await reader.getMembersBySid('频道', 'c1')).sort(), (await writer.getMembersBySid('频道', 'c1')).sort());
      assert.strictEqual((await reader.getMembersByChannelName('connector', '频道')).length, 5);
      assert.deepStrictEqual(await call(reader, 'pushMessage', 'connector', 'r', {}, '频道'), [null, []]);
      assert.deepStrictEqual(await call(writer, 'destroyChannel', '频道'), [null]);
      assert.deepStrictEqual(await reader.getMembersByChannelName('connector', '频道'), []);
    }
  });

  it('cleans when it starts', async () => {
    const args = Array.from({ length: 5000 }, (_, i) => [`POMELO:CHANNEL:n${i}:c1`, 'x']);
    await redis.command('MSET', ...[].concat(...args), 'OTHER', 'x');
    await started({ cleanOnStartUp: true });
    assert.deepStrictEqual(await redis.command('KEYS', '*'), ['OTHER']);
  });

  it('writes and reads much', async () => {
    const service = await started({ maxQueue: 1000000 });
    const uids = Array.from({ length: 100000 }, (_, i) => `user-${i}-龍`);
    let done = 0;
    await Promise.all(uids.map((uid) => service.add('n', uid, 'c1').then(() => done++)));
    assert.strictEqual(done, uids.length);
    const [one, again] = await Promise.all([service.getMembersBySid('n', 'c1'), service.getMembersBySid('n', 'c1')]);
    assert.deepStrictEqual([one.length, new Set(one).size, again.length], [100000, 100000, 100000]);
  });

  it('reads also where Node has no onread for TLS', async () => {
    const { connect } = tls;
    tls.connect = (options) => connect({ ...options, onread: undefined });
    try {
      const service = await started();
      const uids = Array.from({ length: 20000 }, (_, i) => `user-${i}`);
      await Promise.all(uids.map((uid) => service.add('n', uid, 'c1')));
      assert.deepStrictEqual((await service.getMembersBySid('n', 'c1')).sort(), uids.sort());
    } finally {
      tls.connect = connect;
    }
  });

  it('keeps the order of its calls', async () => {
    const service = await started();
    const order = [];
    const calls = Array.from({ length: 2000 }, (_, i) => new Promise((resolve) => {
      service[i % 2 ? 'add' : 'leave']('n', 'u', 'c1', () => resolve(order.push(i)));
    }));
    await Promise.all(calls);
    assert.deepStrictEqual(order, order.slice().sort((a, b) => a - b));
    assert.deepStrictEqual(await service.getMembersBySid('n', 'c1'), ['u']);
  });

  it('loses nothing with its connection', async () => {
    const service = await started();
    let failed = 0;
    const all = [];
    for (let i = 0; i < 30; i++) {
      for (let j = 0; j < 200; j++) all.push(service.add('n', `${i}-${j}`, 'c1').catch(() => failed++));
      // Two: a call that costs three connections fails.
      if (i % 15 === 0) await cut();
      await sleep(2);
    }
    await Promise.all(all);
    assert.strictEqual(failed, 0);
    assert.strictEqual((await service.getMembersBySid('n', 'c1')).length, 6000);
  });

  it('gives up a server that is frozen, and finds it again', async () => {
    const service = await started({ commandTimeout: 300 });
    redis.freeze();
    const [error] = await call(service, 'add', 'n', 'u', 'c1');
    assert.strictEqual(error.code, 'ETIMEDOUT');
    const [second] = await call(service, 'add', 'n', 'v', 'c1');
    redis.thaw();
    assert.strictEqual(second.code, 'ETIMEDOUT');
    await until(async () => (await call(service, 'leave', 'n', 'u', 'c1'))[0] === null);
    await sleep(50);
    assert.ok(!(await service.getMembersBySid('n', 'c1')).includes('u'));
  });

  it('stops whatever it is doing', async () => {
    for (let i = 0; i < 40; i++) {
      const service = component(new FakeApp(['c1']), { port: redis.tlsPort, tls: { ca: authority.ca } });
      const outcomes = [];
      service.start((error) => {
        outcomes.push(error);
        for (let j = 0; !error && j < 50; j++) service.add('n', j, 'c1', (err) => outcomes.push(err));
      });
      await sleep(i);
      assert.deepStrictEqual(await call(service, 'stop', i % 2 === 0), []);
      assert.ok([1, 51].includes(outcomes.length), String(outcomes.length));
      assert.ok(outcomes.every((error) => error === null || error.code === 'ESTOPPED'));
    }
  });

  it('follows certificates that are changed', async () => {
    const ca = path.join(authority.dir, 'current.pem');
    fs.copyFileSync(authority.ca, ca);
    const next = new Authority('next');
    const pair = next.sign('fresh');
    const service = await started({ tls: { ca } });
    const texts = await toldWhile(async (failed) => {
      await redis.command('CONFIG', 'SET', 'tls-cert-file', pair.cert, 'tls-key-file', pair.key, 'tls-ca-cert-file', next.ca);
      await cut();
      const waiting = service.add('n', 'u', 'c1');
      await failed();
      fs.copyFileSync(next.ca, ca);
      await waiting;
    });
    await redis.command('CONFIG', 'SET', 'tls-cert-file', good.cert, 'tls-key-file', good.key, 'tls-ca-cert-file', authority.ca);
    assert.match(texts[1], /the authority of its certificate is not known here/);
    assert.match(texts[2], /is back after/);
  });

  it('waits for a file that is missing for a while', async () => {
    const ca = path.join(authority.dir, 'missing.pem');
    fs.copyFileSync(authority.ca, ca);
    const service = await started({ tls: { ca } });
    const texts = await toldWhile(async (failed) => {
      fs.unlinkSync(ca);
      await cut();
      const waiting = service.add('n', 'u', 'c1');
      await failed();
      fs.copyFileSync(authority.ca, ca);
      await waiting;
    });
    assert.match(texts[1], new RegExp(`cannot connect to Redis at .*: option tls\\.ca: ${ca} cannot be read: ENOENT: no such file`));
    assert.match(texts[2], /is back after/);
  });

  it('says which file it waits for that is of no use', async () => {
    const { cert, key } = authority.sign('mine');
    const tls = { ca: authority.ca, cert: path.join(authority.dir, 'current.crt'), key: path.join(authority.dir, 'current.key') };
    fs.copyFileSync(cert, tls.cert);
    fs.copyFileSync(key, tls.key);
    const service = await started({ tls });
    const texts = await toldWhile(async (failed) => {
      fs.copyFileSync(good.key, tls.key);
      await cut();
      const waiting = service.add('n', 'u', 'c1');
      await failed();
      fs.copyFileSync(good.cert, tls.cert);
      await waiting;
    });
    assert.match(texts[1], /cannot connect to Redis at .*: option tls\.key: it does not belong to tls\.cert \(/);
    assert.match(texts[2], /is back after/);
  });

  /** Loss, the first failed attempt, for which `run` may wait, and that it is back: no more lines. */
  async function toldWhile(run) {
    const texts = (await logged((lines) => run(() => until(() => lines.length > 1)))).map(({ text }) => text);
    assert.strictEqual(texts.length, 3, texts.join('\n'));
    return texts;
  }
});
