'use strict';

const assert = require('node:assert/strict');
const { assertSame } = require('../support/same');
const { call } = require('../service/helpers');
const { onRedis, randomness } = require('./helpers');

const CONTENT = {
  'an empty string': '',
  'a NUL': '\0', 'text around NULs': 'a\0b\0\0',
  'newlines': '\r\n$5\r\nhello\r\n', 'a colon': ':', 'colons': 'a:b::c', 'a star': '*', 'braces': '{}{a}', 'brackets': '[^a]\\?',
  'spaces': ' \t ', '__proto__': '__proto__', 'constructor': 'constructor', 'quotes': '"\'`',
  'umlauts': 'äöüß', 'Chinese': '频道名', 'emoji': '👨‍👩‍👧‍👦😀', 'a byte order mark': '\ufeffa', 'noncharacters': '\uffff\ufffe', 'latin1 controls': '\x7f\x80\x9f\xa0\xff',
  '255 characters': 'x'.repeat(255), '255 bytes of two each': 'é'.repeat(127) + 'x', '252 and an emoji': 'x'.repeat(252) + '😀',
  '4 KiB': 'y'.repeat(4096), '32 KiB': 'y'.repeat(32768), '1 MiB': 'z'.repeat(1 << 20), '1 MiB of 😀': '😀'.repeat(1 << 18),
};

describe('content', () => {
  const on = onRedis();

  for (const [name, text] of Object.entries(CONTENT)) {
    it(`${name} survives as name, uid and sid`, async () => {
      const service = await on.started();
      assert.deepEqual(await call(service, 'add', text, text, text), [null]);
      const keys = await on.redis.raw('KEYS', '*');
      assertSame(keys.map(String), [`POMELO:CHANNEL:${text}:${text}`]);
      assert.ok((await on.redis.raw('SMEMBERS', keys[0]))[0].equals(Buffer.from(text)));
      assertSame(await call(service, 'getMembersBySid', text, text), [null, [text]]);
      assert.deepEqual(await call(service, 'leave', text, text, text), [null]);
      assert.deepEqual(await call(service, 'getMembersBySid', text, text), [null, []]);
    });
  }

  it('lone surrogates become U+FFFD, as Buffer.from makes them', async () => {
    const service = await on.started();
    for (const text of ['\ud800', 'a\udc00b', '\udc00\ud800', '\ud83d', `${'x'.repeat(254)}\ud83d`, '\ud800'.repeat(300)]) {
      await call(service, 'add', text, text, 'c1');
      const read = Buffer.from(text).toString();
      assertSame(await call(service, 'getMembersBySid', read, 'c1'), [null, [read]]);
      assertSame(await on.redis.raw('SMEMBERS', `POMELO:CHANNEL:${read}:c1`), [Buffer.from(text)]);
    }
  });

  it('a string that is a slice, a concatenation or two bytes wide is read whole', async () => {
    const service = await on.started();
    const parts = ['ab', 'é', '😀'.repeat(50)];
    let rope = '';
    for (let i = 0; i < 500; i++) rope += parts[i % 3];
    for (const text of [rope, rope.slice(7, 1000), `${rope}x`.slice(1)]) {
      await call(service, 'add', 'n', text, 'c1');
      assertSame(await call(service, 'getMembersBySid', 'n', 'c1'), [null, [text]]);
      await call(service, 'leave', 'n', text, 'c1');
    }
  });

  /** Adds the uids behind the service's back, and compares what it reads with what Redis says. */
  async function assertRead(service, uids) {
    await on.redis.command('DEL', 'POMELO:CHANNEL:n:c1');
    await on.redis.command('SADD', 'POMELO:CHANNEL:n:c1', ...uids);
    const inRedis = await on.redis.command('SMEMBERS', 'POMELO:CHANNEL:n:c1');
    assertSame([...inRedis].sort(), [...new Set(uids)].sort());
    assertSame((await call(service, 'getMembersBySid', 'n', 'c1'))[1], inRedis);
  }

  // A text has room for 4 KiB, or for half as many characters when they are not ASCII; a batch has eight texts.
  for (const [fill, edge] of ['x', 'é', '频', '😀'].flatMap((fill) => [2048, 4096, 32768].map((edge) => /** @type {const} */ ([fill, edge])))) {
    it(`lists around ${edge} bytes, of ${fill} among others`, async () => {
      const service = await on.started();
      const size = Buffer.byteLength(fill);
      for (const around of [-2, -1, 0, 1, 2]) {
        const count = Math.floor((edge + around) / size);
        await assertRead(service, [fill.repeat(count) + 'y'.repeat((edge + around) % size)]);
        await assertRead(service, ['a', fill.repeat(count - 1), '', 'é', 'b']);
        await assertRead(service, [fill.repeat(Math.floor(count / 2)), `${fill.repeat(Math.floor(count / 2))}z`, 'ä', 'c']);
      }
    });
  }

  it('lists of strings of mixed length, ASCII and not, in one and in many batches', async () => {
    const service = await on.started();
    const { below, pick } = randomness(7);
    for (let round = 0; round < 40; round++) {
      const uids = Array.from({ length: 1 + below(300) }, (_, i) => i + pick(['x', 'x', 'é', '😀', '\0']).repeat(pick([0, 1, 5, 200, below(9000)])));
      await assertRead(service, uids);
    }
  });

  it('more short strings than numbers fit into one batch', async () => {
    const service = await on.started();
    for (const n of [16379, 16380, 16381, 33000]) await assertRead(service, Array.from({ length: n }, (_, i) => i.toString(36)));
  });
});
