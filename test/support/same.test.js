'use strict';

const assert = require('assert/strict');
const { assertSame } = require('./same');

describe('assertSame', () => {
  const long = Array.from({ length: 10000 }, (_, i) => 'member ' + i);

  it('takes what is equal, and nothing else', () => {
    assertSame(long, [...long]);
    assertSame([null, ['u']], [null, ['u']]);
    const others = [long.slice(1), long.slice(0, -1), [...long, 'u'], new Array(10000), null, 'text', { ...long }];
    for (const other of others) assert.throws(() => assertSame(/** @type {any} */ (other), long), assert.AssertionError);
  });

  it('shows where they part, in one short line', () => {
    const other = Object.assign([...long], { 5000: 'x'.repeat(1e6) });
    assert.throws(() => assertSame(other, long), (/** @type {Error} */ err) => {
      assert.match(err.message, /^from number 5000 on: \[ 'xxx.* instead of \[ 'member 5000', 'member 5001', /);
      return err.message.length < 500 && !err.message.includes('\n');
    });
  });
});
