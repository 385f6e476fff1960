'use strict';

const assert = require('node:assert/strict');
const vm = require('node:vm');
const { inspect } = require('node:util');
const { textOf } = require('../lib/ids');

/** As that of MongoDB. */
class ObjectId {
  constructor(hex = '507f1f77bcf86cd799439011') { this.hex = hex; }
  toString() { return this.hex; }
  toJSON() { return this.hex; }
}

/** As that of long.js: a class from before there were any. */
function Long(text) { this.text = text; }
Long.prototype.toString = function toString() { return this.text; };

class Shown extends ObjectId {}

describe('an id', () => {
  it('is a string, as it is', () => {
    for (const text of ['', 'u', '\0', '[object Object]', '\ud800']) assert.equal(textOf(text), text);
  });

  it('is a finite number or a BigInt, as String() gives it, boxed or not', () => {
    for (const value of [0, -0, 1.5, 1e21, 2 ** 53, 10n ** 30n]) {
      assert.equal(textOf(value), String(value));
      assert.equal(textOf(Object(value)), String(value));
    }
    class Text extends String { toString() { return 'not asked'; } }
    assert.equal(textOf(new Text('u')), 'u');
    assert.equal(textOf(vm.runInNewContext('new String("u")')), 'u');
  });

  it('is an object whose class has a text, which is asked once', () => {
    assert.equal(textOf(new ObjectId()), '507f1f77bcf86cd799439011');
    assert.equal(textOf(new Long('9007199254740993')), '9007199254740993');
    assert.equal(textOf(new Shown('x')), 'x');
    assert.equal(textOf(new (vm.runInNewContext('(class { toString() { return "y"; } })'))()), 'y');
    assert.equal(textOf(new Proxy(new ObjectId(), {})), '507f1f77bcf86cd799439011');
    assert.equal(textOf(new URL('http://h/')), 'http://h/');
    let asked = 0;
    class Counting { toString() { return `id ${++asked}`; } }
    assert.equal(textOf(new Counting()), 'id 1');
    assert.equal(asked, 1);
  });

  const none = () => [undefined, null, true, false, NaN, Infinity, -Infinity, Symbol('u'), () => 'u', class { static toString() { return 'u'; } },
    Object(true), Object(Symbol('u')), Object(NaN), Object(Infinity)];
  const KINDS = ['({})', '({ toString() { return "u"; } })', 'Object.create(null)', '({ __proto__: null, toString() { return "u"; } })',
    '[]', '["u"]', 'new Date(0)', 'new Error("u")', 'new RangeError("u")', 'Promise.resolve("u")', '/u/', 'new Map()', 'new Set()',
    'new WeakMap()', 'new WeakSet()', 'new ArrayBuffer(1)', 'new SharedArrayBuffer(1)', 'new Uint8Array(1)', 'new Float64Array(1)',
    'new DataView(new ArrayBuffer(1))', '(function () { return arguments; })("u")', 'new Proxy({}, {})', 'new Proxy(["u"], {})', 'Math',
    'new Proxy(function () {}, {})', 'Object.create(Array.prototype)', 'Object.create(Error.prototype)', 'Object.create(RegExp.prototype)',
    'new (class { then() {} toString() { return "u"; } })()', 'globalThis', 'new (class Plain {})()',
    'Object.setPrototypeOf(["u"], (class { toString() { return "u"; } }).prototype)'];
  const BASES = ['Array', 'Date', 'Error', 'TypeError', 'RegExp', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Uint8Array', 'Function'];
  const SUBCLASSES = BASES.map((base) => `new (class extends ${base} { toString() { return "u"; } })()`)
    .concat('new (class extends Promise { toString() { return "u"; } })(() => {})', 'new (class extends ArrayBuffer { toString() { return "u"; } })(1)',
      'new (class extends DataView { toString() { return "u"; } })(new ArrayBuffer(1))',
      '(() => { function Old() {} Old.prototype = Object.create(Error.prototype, { toString: { value() { return "u"; } } }); return new Old(); })()');

  it('is nothing else', () => {
    for (const value of none().concat(Buffer.from('u'))) assert.equal(textOf(value), undefined, inspect(value));
  });

  for (const [realm, run] of Object.entries({ 'this realm': vm.runInThisContext, 'another realm': (code) => vm.runInNewContext(code) })) {
    for (const code of KINDS.concat(SUBCLASSES)) {
      it(`is not ${code} of ${realm}`, () => assert.equal(textOf(run(code)), undefined));
    }
  }

  it('is nothing that throws, or has no text to say', () => {
    const throws = () => { throw new Error('mine'); };
    const texts = [throws, () => undefined, () => 5, () => ({}), () => new String('u'), () => '[object Object]', () => '[object A\nB]'];
    for (const text of texts) {
      class Own {}
      /** @type {any} */ (Own.prototype).toString = text;
      assert.equal(textOf(new Own()), undefined, String(text));
    }
    assert.equal(textOf(new (class { get toString() { return throws(); } })()), undefined);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    assert.equal(textOf(proxy), undefined);
    const traps = ['get', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'has'];
    for (const trap of traps) assert.ok([undefined, 'id'].includes(textOf(new Proxy(new ObjectId('id'), { [trap]: throws }))), trap);
    assert.equal(textOf(Object.create({}, { then: { get: throws } })), undefined);
  });
});
