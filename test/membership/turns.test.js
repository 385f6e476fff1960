'use strict';

// What waits for what, without Redis: the order is that of the calls, and many in a row cost no more each than few.

const assert = require('node:assert/strict');
const Turns = require('../../lib/membership/turns');

describe('turns', () => {
  let turns;
  let begun;
  beforeEach(() => {
    turns = new Turns();
    begun = [];
  });

  /** Tells of the beginning, and gives its end. */
  function take(name, users, channels, isWhole = false) {
    const ends = {};
    turns.take(users, channels, isWhole, (over) => {
      begun.push(name);
      ends.over = over;
    });
    return () => ends.over();
  }

  it('come in the order of the calls, for a user and for a whole channel', () => {
    const all = take('leaveAll', ['u'], []);
    const first = take('add', ['u'], ['n']);
    const whole = take('destroy', [], ['n'], true);
    take('other', ['v'], ['n']);
    take('apart', ['w'], ['m']);
    assert.deepEqual([begun, turns.waiting], [['leaveAll', 'apart'], 3]);
    all();
    assert.deepEqual(begun.slice(2), ['add']);
    first();
    assert.deepEqual(begun.slice(3), ['destroy']);
    whole();
    assert.deepEqual([begun.slice(4), turns.waiting], [['other'], 0]);
  });

  it('are shared by users of one channel, but not by those behind one who wants it whole', () => {
    const ends = [take('a', ['u'], ['n']), take('b', ['v'], ['n'])];
    take('whole', [], ['n'], true);
    take('c', ['w'], ['n']);
    assert.deepEqual(begun, ['a', 'b']);
    ends[0]();
    ends[0]();
    assert.deepEqual(begun, ['a', 'b'], 'an end that is told twice counts once');
    ends[1]();
    assert.deepEqual(begun, ['a', 'b', 'whole']);
  });

  it('take what is given twice once, and leave nothing behind', () => {
    const over = take('a', ['u', 'u'], ['n', 'n']);
    assert.ok(!turns.isFree(['u'], []) && !turns.isFree([], ['n']) && turns.isFree(['n'], ['u']));
    over();
    assert.ok(turns.isFree(['u'], ['n']));
    assert.equal(turns._lines.size, 0);
  });

  it('may take further ones when they begin and when they end', () => {
    const over = take('first', ['u'], []);
    turns.take(['u'], [], false, (end) => {
      begun.push('second');
      end();
      take('inside', ['u'], []);
    });
    over();
    assert.deepEqual(begun, ['first', 'second', 'inside']);
    assert.ok(!turns.isFree(['u'], []));
  });

  for (const [title, user] of [['of one user', () => 'u'], ['of one channel', (i) => `u${i}`]]) {
    it(`come one after another, a hundred thousand ${title}`, () => {
      let count = 0;
      const over = take('first', ['u'], ['n'], true);
      for (let i = 0; i < 100000; i++) {
        turns.take([user(i)], ['n'], false, (end) => {
          assert.equal(count++, i);
          end();
        });
      }
      assert.equal(turns.waiting, 100000);
      over();
      assert.deepEqual([count, turns.waiting, turns._lines.size], [100000, 0, 0]);
    }).timeout(10000);
  }
});
