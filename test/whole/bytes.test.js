'use strict';

const assert = require('node:assert/strict');
const { assertSame } = require('../support/same');
const { call } = require('../service/helpers');
const { onRedis, randomness } = require('./helpers');

/** Pieces of UTF-8 and of what is none: truncated, overlong, surrogates, beyond U+10FFFF, stray bytes. */
const PIECES = ['41', '00', 'c3a9', 'e9a291', 'f09f9880', 'efbfbd', 'efbbbf', 'c3', 'e9', 'e9a2', 'f0', 'f09f', 'f09f98', '80', 'bf', '8080', 'c080', 'c1bf', 'e08080', 'e09fbf',
  'f0808080', 'f08fbfbf', 'eda080', 'edbfbf', 'ed9fbf', 'ee8080', 'f48fbfbf', 'f4908080', 'f5', 'f880808080', 'fe', 'ff', '7f', 'c280', 'dfbf', 'e0a080', 'f0908080'].map((hex) => Buffer.from(hex, 'hex'));

describe('bytes that are no UTF-8', () => {
  const on = onRedis();

  /** Puts the bytes into sets of Redis, reads all with one call, and compares with what Buffer makes of them. */
  async function assertRead(service, sets) {
    await on.redis.command('FLUSHALL');
    const keys = sets.map((_, i) => `POMELO:CHANNEL:n:c${i}`);
    await Promise.all(sets.map((members, i) => on.redis.command('SADD', keys[i], ...members)));
    const expected = await Promise.all(keys.map((key) => on.redis.raw('SMEMBERS', key)));
    const texts = expected.map((members) => members.map((bytes) => bytes.toString('utf8')));
    const [err, lists] = await call(service.manager, 'getMembers', 'n', keys.map((_, i) => `c${i}`));
    assert.equal(err, null);
    assert.equal(lists.length, texts.length);
    texts.forEach((text, i) => assertSame(lists[i], text));
    assertSame((await call(service, 'getMembersBySid', 'n', 'c0'))[1], texts[0]);
  }

  it('every piece alone, and next to every other', async () => {
    const service = await on.started();
    await assertRead(service, PIECES.map((piece) => [piece, ...PIECES.map((other) => Buffer.concat([piece, other]))]));
  });

  for (const seed of [1, 2, 3]) {
    it(`pieces put together at random (seed ${seed})`, async () => {
      const service = await on.started();
      const { below, pick } = randomness(seed);
      const text = () => Buffer.concat(Array.from({ length: below(below(60) + 1) }, () => pick(PIECES)));
      for (let round = 0; round < 10; round++) await assertRead(service, sets(30, below, text));
    });

    it(`random bytes, up to 100 KB long (seed ${seed})`, async () => {
      const service = await on.started();
      const { below, random } = randomness(seed * 1000);
      const text = () => Buffer.from(Array.from({ length: Math.floor(random() ** 6 * 100000) }, () => below(256)));
      for (let round = 0; round < 3; round++) await assertRead(service, sets(10, below, text));
    });
  }

  it('long strings with one wrong byte, at the border of a text', async () => {
    const service = await on.started();
    const { pick, below } = randomness(4);
    for (const length of [2047, 2048, 2049, 4095, 4096, 4097, 32768, 100000]) {
      const text = () => {
        const bytes = Buffer.alloc(length, pick(['x', 'é', '😀']));
        bytes[pick([0, length - 1, below(length)])] = pick([0xff, 0x80, 0xf0]);
        return bytes;
      };
      await assertRead(service, sets(3, below, text));
    }
  });

  /** n sets of one member at least. */
  function sets(n, below, text) {
    return Array.from({ length: n }, () => Array.from({ length: 1 + below(20) }, text));
  }
});
