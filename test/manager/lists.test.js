'use strict';

// Lists put together of what the addon tells of them, however it deals them out.

const assert = require('node:assert/strict');
const { random } = require('../faults/kit');
const { assertSame } = require('../support/same');
const { Lists } = require('../../lib/manager/lists');

const TO_THE_END = 0xffffffff;

/** Tells the strings of one list in records of at most `most`; `left` says what each record promises. */
function tell(lists, index, strings, most, promise) {
  const words = new Uint32Array(strings.length + 3);
  for (let i = 0; i < strings.length;) {
    const n = Math.min(most(), strings.length - i);
    const text = strings.slice(i, i + n).join('');
    let end = 3;
    for (let k = 0; k < n; k++) words[k + 2] = end += strings[i + k].length;
    if (n === 1) words[2] = TO_THE_END;
    assert.equal(lists.cut(index, promise(i, n), `...${text}`, 3, words, 2, n), text.length + 3);
    i += n;
  }
}

const uids = (n) => Array.from({ length: n }, (_, i) => `uid ${i}`);

describe('the lists of an answer', () => {
  const next = random(3);
  const upTo = (n) => () => 1 + Math.floor(next() * n);
  const sizes = [1, 2, 8191, 8192, 8193, 20000, 100000, (1 << 18) - 1, 1 << 18, 300000];

  for (const size of sizes) {
    it(`are right with ${size} strings, promised or not`, () => {
      const want = uids(size);
      const lists = new Lists(0);
      tell(lists, 0, want, upTo(9000), (i) => size - i);
      tell(lists, 1, want, upTo(9000), (i, n) => n);
      tell(lists, 3, want, () => size, () => size);
      const got = lists.end();
      assert.equal(got.length, 4);
      assert.ok(!(2 in got));
      for (const i of [0, 1, 3]) assertSame(got[i], want);
    });
  }

  it('take no more places at a time than 8 MiB, whatever is promised', () => {
    const lists = new Lists(0);
    const before = process.memoryUsage().heapUsed;
    tell(lists, 0, uids(5), () => 1, () => 20000000);
    assert.ok(process.memoryUsage().heapUsed - before < 12 << 20);
  });

  it('hold the error in the place of a list that was refused', () => {
    const lists = new Lists(0);
    const error = new Error('WRONGTYPE');
    tell(lists, 0, ['a'], () => 1, () => 1);
    lists.refused(1, error);
    tell(lists, 2, ['b'], () => 1, () => 1);
    assert.deepEqual(lists.end(), [['a'], error, ['b']]);
  });
});
