'use strict';

// Replies about a topology, read from bytes that anybody may have sent.

const assert = require('assert').strict;
const Reader = require('../../lib/ask/reader');
const { random } = require('./random');

/** @param {(string | Buffer)[]} chunks */
function read(...chunks) {
  const replies = [];
  const reader = new Reader((reply) => replies.push(reply));
  for (const chunk of chunks) reader.feed(Buffer.from(chunk));
  return replies;
}

const ALL = '+OK\r\n-ERR no\r\n:42\r\n:-1\r\n$5\r\na\r\nbc\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n' +
  '*2\r\n*2\r\n*2\r\n*1\r\n$1\r\nx\r\n:1\r\n:2\r\n:3\r\n+\r\n';

describe('the reader of answers', () => {
  it('reads every kind of reply', () => {
    const [status, refusal, ...rest] = read(ALL);
    assert.equal(status, 'OK');
    assert.deepEqual([refusal.code, refusal.reply, refusal.message], ['EREPLY', 'ERR', 'ERR no']);
    assert.deepEqual(rest, [42, -1, 'a\r\nbc', '', null, null, [], [[[['x'], 1], 2], 3], '']);
  });

  it('reads the same however the bytes are cut', () => {
    const whole = JSON.stringify(read(ALL));
    for (let size = 1; size < ALL.length; size++) {
      const chunks = ALL.match(new RegExp(`[^]{1,${size}}`, 'g')) || [];
      assert.equal(JSON.stringify(read(...chunks)), whole);
    }
  });

  it('knows the word of a refusal, and none in what is no word', () => {
    assert.equal(read('-NOAUTH x\r\n')[0].reply, 'NOAUTH');
    assert.equal(read('-oops\r\n')[0].reply, 'ERR');
  });

  const STRANGE = {
    'HTTP': 'HTTP/1.1 400 Bad Request\r\n\r\n',
    'a number': ':1x\r\n',
    'a huge number': ':12345678901234567890\r\n',
    'a text longer than it says': '$1\r\nab\r\n',
    'a text of no length': '$-2\r\n',
    'a huge text': '$1048577\r\n',
    'a huge list': '*1000000\r\n',
    'a list of no length': '*-5\r\n',
    'a deep list': '*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n',
    'a long line': '+' + 'x'.repeat(5000),
    'many texts': '*300000\r\n' + '$5\r\nabcde\r\n'.repeat(100000),
  };
  for (const [what, bytes] of Object.entries(STRANGE)) {
    it(`refuses ${what}`, () => assert.throws(() => read(bytes), { code: 'EPROTOCOL' }));
  }

  it('does not count one reply for the next', () => {
    const one = `$1000000\r\n${'x'.repeat(1000000)}\r\n`;
    assert.equal(read(one, one, one).length, 3);
  });

  it('takes a long text in small pieces without looking again and again', () => {
    const reader = new Reader(() => {});
    let looks = 0;
    const step = reader._step.bind(reader);
    reader._step = (bytes, at) => {
      looks++;
      return step(bytes, at);
    };
    reader.feed(Buffer.from('$1000000\r\n'));
    for (let i = 0; i < 10000; i++) reader.feed(Buffer.alloc(100));
    assert.equal(looks, 1);
  });

  it('takes garbled and cut bytes: replies, or EPROTOCOL', () => {
    const next = random(1);
    for (let run = 0; run < 20000; run++) {
      const bytes = Buffer.from(ALL);
      for (let i = next(4); i >= 0; i--) bytes[next(bytes.length)] = next(2) ? next(256) : '+-:$*0123456789\r\n'.charCodeAt(next(17));
      const cut = next(bytes.length);
      try {
        read(bytes.slice(0, cut), bytes.slice(cut));
      } catch (error) {
        assert.equal(error.code, 'EPROTOCOL', error.stack);
      }
    }
  });
});
