'use strict';

const assert = require('node:assert/strict');
const { types } = require('node:util');
const { toError } = require('../../lib/error');
const { reasons, read } = require('../../lib/service/reasons');
const { VALUES, ERRORS } = require('../support/values');

const caused = (...messages) => messages.reduceRight((cause, message) => new Error(message, { cause }), undefined);

describe('the reasons of a failure', () => {
  it('are its message and those of its causes, five of them', () => {
    assert.equal(reasons(caused('a')), 'a');
    assert.equal(reasons(caused('a', 'b', 'c')), 'a: b: c');
    assert.equal(reasons(caused('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')), 'a: b: c: d: e: f');
    assert.equal(reasons(Object.assign(new Error('a'), { cause: 'text' })), 'a: text');
  });

  it('end where causes go in a circle', () => {
    const [a, b] = [new Error('a'), new Error('b')];
    a.cause = b;
    b.cause = a;
    assert.equal(reasons(a), 'a: b');
    b.cause = b;
    assert.equal(reasons(a), 'a: b');
  });

  for (const [what, make] of VALUES) {
    it(`are a text, whatever failed: ${what}`, () => {
      assert.equal(typeof reasons(make()), 'string');
      assert.equal(typeof reasons(Object.assign(new Error('x'), { cause: make() })), 'string');
    });
  }

  it('tell what can be read', () => {
    const err = Object.defineProperty(new Error('x'), 'message', { get: () => { throw new Error('touched'); } });
    assert.equal(reasons(caused('a', 'b')), 'a: b');
    assert.equal(reasons(err), 'an error without a message');
    assert.equal(read(err, 'message'), undefined);
    assert.equal(read(err, 'name'), 'Error');
  });
});

describe('toError', () => {
  for (const [what, make] of VALUES) {
    it(`makes an Error of ${what}`, () => assert.ok(isError(toError(make()))));
  }

  it('leaves those alone that are some, of every realm', () => {
    const own = ERRORS.map(([, make]) => make()).filter(isError);
    assert.ok(own.length > 20);
    for (const err of own) assert.equal(toError(err), err);
  });
});

function isError(value) {
  try {
    return types.isNativeError(value) || value instanceof Error;
  } catch {
    return false;
  }
}
