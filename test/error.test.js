'use strict';

const assert = require('node:assert/strict');
const { makeError, toError } = require('../lib/error');

describe('error', () => {
  it('makes an Error with an own code, further properties, and a stack that begins at the caller', () => {
    const err = makeError('ETIMEDOUT', 'too late', { maybeExecuted: true });
    assert.ok(err instanceof Error);
    assert.equal(err.message, 'too late');
    assert.deepEqual({ ...err }, { code: 'ETIMEDOUT', maybeExecuted: true });
    assert.ok(!/makeError/.test(err.stack));
    assert.match(err.stack, /error\.test\.js/);
  });

  it('leaves an Error the one it is', () => {
    const err = new TypeError('x');
    assert.equal(toError(err), err);
  });

  it('reads the { msg, stack } of a remote server', () => {
    const err = toError({ msg: 'no session', stack: 'Error: no session\n at there' });
    assert.ok(err instanceof Error);
    assert.equal(err.message, 'no session');
    assert.match(err.stack, /at there/);
  });

  it('makes an Error of anything else', () => {
    for (const [value, message] of [['text', 'text'], [7, '7'], [undefined, 'undefined'], [Symbol('s'), 'Symbol(s)']]) {
      assert.equal(toError(value).message, message);
    }
    assert.match(toError(Object.create(null)).message, /Object/);
  });
});
