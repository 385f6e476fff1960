'use strict';

// Commands of all kinds in one write, and a walk over keys, against a real Redis.

const assert = require('assert').strict;
const { parse } = require('../../lib/options');
const { READ, WRITE, ONCE } = require('../../lib/manager/kinds');
const nativeOptions = require('../../lib/manager/nativeOptions');
const Session = require('../../lib/manager/session');
const { until } = require('../support/patience');
const { startProxy } = require('../support/proxy');
const { startRedis } = require('../support/redis');

describe('commands of a session', () => {
  let redis, proxy, session, closed;
  before(async () => { redis = await startRedis(); });
  after(() => redis.stop());
  beforeEach(async () => {
    await redis.command('FLUSHALL');
    proxy = await startProxy(redis);
    const { options } = parse({ port: proxy.port, retryMaxDelay: 50 });
    closed = new Promise((resolve) => { session = new Session(nativeOptions(options), () => {}, resolve); });
    await until(() => session.isConnected);
  });
  afterEach(async () => {
    session.close();
    await closed;
    await proxy.close();
  });

  const run = (how, ...commands) => new Promise((resolve) => {
    const code = session.run(how, commands, (...answer) => resolve(answer));
    if (code !== 0) resolve([session.native.codes[code]]);
  });
  const plain = ([err, answers]) => [err, Array.from(answers, (answer) => (answer instanceof Error ? answer.reply : answer))];

  it('answer in their order, whatever each answers', async () => {
    assert.deepEqual(await run(WRITE, ['SADD', 'a', 'ü', '1'], ['SADD', 'b', '']), [null]);
    const got = plain(await run(READ, ['SCARD', 'a'], ['SISMEMBER', 'a', '2'], ['GET', 'none'], ['SMEMBERS', 'b'], ['SMEMBERS', 'none'],
      ['SET', 's', 'text', 'PX', '100000'], ['GET', 's'], ['SADD', 's', '1'], ['SSCAN', 'b', '0']));
    assert.deepEqual(got, [null, [['2'], ['0'], undefined, [''], undefined, ['OK'], ['text'], 'WRONGTYPE', ['0', '']]]);
  });

  it('give an Error in the place of the only one, too', async () => {
    await redis.command('SET', 's', 'text');
    assert.deepEqual(plain(await run(READ, ['SCARD', 's'])), [null, ['WRONGTYPE']]);
    assert.deepEqual(plain(await run(ONCE, ['SCARD', 's'])), [null, ['WRONGTYPE']]);
  });

  it('that write are all tried, and the first refusal is told', async () => {
    await redis.command('SET', 's', 'text');
    const [err] = await run(WRITE, ['SADD', 'a', '1'], ['SADD', 's', '1'], ['SADD', 'b', '1']);
    assert.deepEqual([err.code, err.reply, err.maybeExecuted], ['EREPLY', 'WRONGTYPE', true]);
    assert.deepEqual(await redis.command('SCARD', 'b'), 1);
    const [only] = await run(WRITE, ['SADD', 's', '1']);
    assert.deepEqual([only.code, only.reply, only.maybeExecuted], ['EREPLY', 'WRONGTYPE', undefined]);
  });

  it('have lists of any length', async () => {
    const uids = Array.from({ length: 100000 }, (_, i) => `member number ${i}`);
    assert.deepEqual(await run(WRITE, ['SADD', 'long', ...uids], ['SADD', 'short', '1']), [null]);
    const [err, [long, short, again]] = await run(READ, ['SMEMBERS', 'long'], ['SCARD', 'short'], ['SMEMBERS', 'long']);
    assert.deepEqual([err, short, long.length, again.length], [null, ['1'], uids.length, uids.length]);
    assert.deepEqual([...long].sort(), [...uids].sort());
  });

  it('are sent again when the connection is lost, but for those that are for once', async () => {
    proxy.pause('down');
    const answers = Promise.all([run(WRITE, ['SADD', 'a', '1']), run(ONCE, ['SADD', 'b', '1']), run(READ, ['SCARD', 'a']), run(ONCE, ['SCARD', 'a'])]);
    await until(async () => await redis.command('EXISTS', 'b') === 1);
    await redis.command('DEL', 'b');
    proxy.cut('RST');
    proxy.resume('down');
    const [wrote, once, read, lost] = await answers;
    assert.deepEqual([wrote, read], [[null], [null, [['1']]]]);
    assert.deepEqual([once[0].code, once[0].maybeExecuted, lost[0].code], ['ECONNLOST', true, 'ECONNLOST']);
    assert.equal(await redis.command('EXISTS', 'b'), 0);
  });

  it('that are for once are not taken without a connection', async () => {
    await proxy.close();
    await until(() => !session.isConnected);
    assert.deepEqual(await run(ONCE, ['SCARD', 'a']), ['ECONNLOST']);
  });

  it('are refused when they make no sense', async () => {
    const words = ['SADD', 'a', '1'];
    for (const [counts, commands] of [[[2], 1], [[1, 2], 2], [[3, 1], 2], [[3], 2], [[], 0], [[0, 3], 2]]) {
      assert.equal(session.native.run(session._handle, 0, words, Uint32Array.from(counts), commands, 0), 3, JSON.stringify(counts));
    }
    assert.equal(session.native.run(session._handle, 0, ['SADD', 1, '1'], Uint32Array.of(3), 1, 0), 3);
    assert.equal(session.native.run(session._handle, 0, words, new Int32Array([3]), 1, 0), 3);
  });

  it('walk over the keys that match, in steps, and wait for whoever looks at them', async () => {
    const keys = Array.from({ length: 5000 }, (_, i) => `p:${i}`);
    await redis.command('MSET', ...keys.flatMap((key) => [key, '1']), 'other', '1');
    const { found, err, steps } = await walked('p:*');
    assert.deepEqual([err, [...found].sort()], [null, [...keys].sort()]);
    assert.ok(steps > 1);
  });

  it('begin a walk anew on another connection', async () => {
    const keys = Array.from({ length: 5000 }, (_, i) => `p:${i}`);
    await redis.command('MSET', ...keys.flatMap((key) => [key, '1']));
    const { found, err, told } = await walked('p:*', async (steps) => {
      if (steps !== 2) return;
      const { connection } = session;
      proxy.cut('RST');
      await until(() => session.connection > connection);
    });
    assert.deepEqual([err, [...found].sort()], [null, [...keys].sort()]);
    assert.ok(told > keys.length + 1000, 'what was told before was not told again');
  });

  it('end a walk with what whoever looks at the keys fails with, and with the session', async () => {
    await redis.command('MSET', 'p:1', '1');
    const { err } = await walked('p:*', () => Promise.reject(new Error('mine')));
    assert.equal(err.message, 'mine');
    const late = await walked('p:*', async () => session.close());
    assert.equal(late.err, null); // one step was enough
    assert.equal(session.walk('p:*', () => {}, () => {}), session.native.codes.indexOf('ESTOPPED'));
  });

  /** @param {(steps: number) => Promise<void>} [between] */
  async function walked(pattern, between = async () => {}) {
    const found = new Set();
    let steps = 0;
    let told = 0;
    const onKeys = (keys, next) => {
      told += keys.length;
      keys.forEach((key) => found.add(key));
      between(++steps).then(() => next(), next);
    };
    const err = await new Promise((resolve) => { session.walk(pattern, onKeys, resolve); });
    return { found, err, steps, told };
  }
});
