'use strict';

const assert = require('node:assert/strict');
const { makeError, plainError, toError } = require('../lib/error');

describe('error', () => {
  it('makes an Error with an own code, further properties, and a stack that begins at the caller', () => {
    const err = makeError('ETIMEDOUT', 'too late', { maybeExecuted: true });
    assert.ok(err instanceof Error);
    assert.equal(err.message, 'too late');
    assert.deepEqual({ ...err }, { code: 'ETIMEDOUT', maybeExecuted: true });
    assert.ok(!/makeError/.test(err.stack));
    assert.match(err.stack, /error\.test\.js/);
  });

  it('captures a stack once: none when it is made', () => {
    const { captureStackTrace } = Error;
    let captured = 0;
    try {
      Error.captureStackTrace = () => void captured++;
      assert.equal(makeError('ESTATE', 'x').stack, 'Error: x');
    } finally {
      Error.captureStackTrace = captureStackTrace;
    }
    assert.equal(captured, 1);
  });

  it('makes one without lines of a stack, and leaves alone how many others get', () => {
    for (const limit of [10, 1, 0, Infinity, undefined, 'ten']) {
      const { stackTraceLimit } = Error;
      try {
        Error.stackTraceLimit = /** @type {any} */ (limit);
        const [one, two] = [plainError('ESTATE', 'x'), plainError('ESTATE', 'x')];
        assert.equal(Error.stackTraceLimit, limit);
        assert.ok(one instanceof Error && one !== two);
        assert.deepEqual([one.code, one.message], ['ESTATE', 'x']);
        if (typeof limit === 'number') assert.equal(one.stack, 'Error: x');
      } finally {
        Error.stackTraceLimit = stackTraceLimit;
      }
    }
    assert.match(/** @type {string} */ (new Error('x').stack), /error\.test\.js/);
  });

  it('makes one also where the limit is frozen', () => {
    const before = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit'));
    try {
      Object.defineProperty(Error, 'stackTraceLimit', { writable: false });
      assert.equal(plainError('ESTATE', 'x').code, 'ESTATE');
      assert.match(/** @type {string} */ (makeError('ESTATE', 'x').stack), /error\.test\.js/);
    } finally {
      Object.defineProperty(Error, 'stackTraceLimit', before);
    }
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
