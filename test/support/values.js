'use strict';

// Values that nobody expects: what a caller, a channel manager or an rpc may pass by mistake or out of malice.

const vm = require('node:vm');

const elsewhere = vm.createContext();

/** Says of an exception that it was thrown by one of these values. */
function touched() {
  throw new Error('touched');
}

/** Every trap throws. */
const trapped = () => {
  const traps = ['get', 'set', 'has', 'deleteProperty', 'ownKeys', 'getOwnPropertyDescriptor', 'defineProperty', 'getPrototypeOf',
    'setPrototypeOf', 'isExtensible', 'preventExtensions'];
  return Object.fromEntries(traps.map((trap) => [trap, touched]));
};

function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** An object whose property throws when it is read. */
function throwing(key, target = {}) {
  return Object.defineProperty(target, key, { get: touched, enumerable: true, configurable: true });
}

/** Those that are read of errors, of promises and of what is made a text. */
const READ = ['message', 'msg', 'stack', 'code', 'cause', 'name', 'then', 'length', 'toString', 'toJSON', 'constructor', Symbol.toPrimitive,
  Symbol.iterator, Symbol.toStringTag, Symbol.isConcatSpreadable, Symbol.for('nodejs.util.inspect.custom')];

const withCause = (cause) => Object.assign(new Error('has a cause'), { cause });

function cyclic() {
  const [a, b] = [new Error('a'), new Error('b')];
  a.cause = b;
  b.cause = a;
  return a;
}

function ownCause() {
  const err = new Error('its own cause');
  err.cause = err;
  return err;
}

function deep() {
  let err = new Error('the first');
  for (let i = 0; i < 20; i++) err = withCause(err);
  return err;
}

/** Each call makes another cause. */
const endless = () => Object.defineProperty(new Error('endless'), 'cause', { get: endless });

/** Errors, and what may be taken for one. @type {[string, () => any][]} */
const ERRORS = [
  ['an Error', () => new Error('plain')],
  ['an Error without a message', () => new Error()],
  ['an Error whose message is a symbol', () => Object.assign(new Error(), { message: Symbol('m') })],
  ['an Error whose message is an object that throws', () => Object.assign(new Error(), { message: { toString: touched } })],
  ['an Error whose stack is no text', () => Object.assign(new TypeError('x'), { stack: 7 })],
  ['an Error of a class whose stack throws', () => new (class extends Error { get stack() { return touched(); } })('x')],
  ['a frozen Error', () => Object.freeze(new Error('frozen'))],
  ['an Error of another realm', () => vm.runInContext('new TypeError("elsewhere")', elsewhere)],
  ['an AggregateError', () => new AggregateError([new Error('one')], 'many')],
  ['errors that cause each other', cyclic],
  ['an error that causes itself', ownCause],
  ['an error with twenty causes', deep],
  ['an error with endless causes', endless],
  ['an error whose cause is a revoked proxy', () => withCause(revoked({}))],
  ['a revoked proxy of an Error', () => revoked(new Error('gone'))],
  ['a proxy of an Error that throws', () => new Proxy(new Error('x'), { ...trapped(), getPrototypeOf: () => Error.prototype })],
  ['the error of a remote server', () => ({ msg: 'remote', stack: 'Error: remote' })],
  ['a remote error with a stack that is none', () => ({ msg: 'remote', stack: Symbol('s') })],
  ['a remote error whose msg changes', () => { let n = 0; return { get msg() { return n++ ? Symbol('m') : 'text'; } }; }],
  ['what cannot be inspected', () => ({ [Symbol.for('nodejs.util.inspect.custom')]: touched })],
  ...READ.map((key) => [`an Error whose ${String(key)} throws`, () => throwing(key, new Error('x'))]),
];

/** Lists that are not quite lists. */
const LISTS = [
  ['an empty list', () => []],
  ['a list of texts', () => ['a', 'b']],
  ['a list with holes', () => ['a', , 'c', , ,]], // eslint-disable-line no-sparse-arrays
  ['a sparse list', () => { const list = ['a']; list[1e4] = 'z'; return list; }],
  ['the longest list', () => { const list = []; list.length = 2 ** 32 - 1; return list; }],
  ['a list of junk', () => [undefined, null, Symbol('s'), revoked({}), touched, NaN, 1n]],
  ['a list in itself', () => { const list = []; list.push(list); return list; }],
  ['a frozen list', () => Object.freeze(['a'])],
  ['a list with an element that throws', () => throwing(0, ['a'])],
  ['a list that cannot be iterated', () => throwing(Symbol.iterator, ['a'])],
  ['a list that cannot be concatenated', () => throwing(Symbol.isConcatSpreadable, ['a'])],
  ['a list that is not spread', () => Object.assign(['a'], { [Symbol.isConcatSpreadable]: false })],
  ['a list of a class of its own', () => { class Own extends Array { static get [Symbol.species]() { return touched(); } } return Own.from(['a']); }],
  ['a proxy of a list', () => new Proxy(['a'], {})],
  ['a proxy of a list that throws', () => new Proxy(['a'], trapped())],
  ['a revoked proxy of a list', () => revoked([])],
  ['a list of another realm', () => vm.runInContext('["a"]', elsewhere)],
  ['what looks like a list', () => ({ length: 2, 0: 'a', 1: 'b' })],
  ['arguments', () => (function () { return arguments; })('a')],
  ['typed numbers', () => new Uint8Array(3)],
  ['a set', () => new Set(['a'])],
  ['a map', () => new Map([['a', 1]])],
];

/** What a promise may be taken for. */
const PROMISES = [
  ['a promise', () => Promise.resolve('value')],
  ['a promise that never ends', () => new Promise(() => {})],
  ['a thenable that throws', () => ({ then: touched })],
  ['a thenable that does nothing', () => ({ then() {} })],
  ['a thenable that calls twice', () => ({ then(resolve, reject) { resolve?.(1); reject?.(2); resolve?.(3); reject?.(4); } })],
  ['a thenable whose then is there once', () => { let n = 0; return { get then() { return n++ ? touched() : () => {}; } }; }],
  ['a thenable of a thenable', () => ({ then: (resolve) => resolve?.({ then: touched }) })],
];

const OBJECTS = [
  ['an object', () => ({})],
  ['an object without a prototype', () => Object.create(null)],
  ['an object with __proto__ as a key', () => JSON.parse('{"__proto__": {"x": 1}}')],
  ['a frozen object', () => Object.freeze({ a: 1 })],
  ['an object of another realm', () => vm.runInContext('({ a: 1 })', elsewhere)],
  ['a proxy', () => new Proxy({}, {})],
  ['a proxy that throws', () => new Proxy({}, trapped())],
  ['a revoked proxy', () => revoked({})],
  ['an object that is no text', () => ({ toString: touched, valueOf: touched })],
  ['an object that is another text each time', () => { let n = 0; return { toString: () => `text ${n++}` }; }],
  ['an object whose text is none', () => ({ toString: () => ({}), valueOf: () => Symbol('v') })],
  ['a buffer', () => Buffer.from('text')],
  ['a date', () => new Date(NaN)],
  ['a regular expression', () => /x/g],
  ['a weak map', () => new WeakMap()],
  ['a String', () => Object('text')],
  ['a generator', () => (function* () { yield touched(); })()],
  ['an object in itself', () => { const o = {}; o.o = o; return o; }],
  ['the global object', () => globalThis],
  ...READ.map((key) => [`an object whose ${String(key)} throws`, () => throwing(key)]),
];

const PLAIN = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['true', () => true],
  ['false', () => false],
  ['zero', () => 0],
  ['minus zero', () => -0],
  ['NaN', () => NaN],
  ['Infinity', () => Infinity],
  ['a large number', () => 1e308],
  ['a fraction', () => 0.1],
  ['a BigInt', () => 2n ** 64n],
  ['a symbol', () => Symbol('s')],
  ['a symbol of all objects', () => Symbol.iterator],
  ['an empty text', () => ''],
  ['a text', () => 'text'],
  ['a long text', () => 'x'.repeat(1e5)],
  ['a text of many parts', () => ['x'.repeat(50), 'y'.repeat(50)].join('-').substring(20, 70)],
  ['a lone surrogate', () => '\ud800'],
  ['a text of two bytes each', () => '\u4e2d\u6587\0\r\n'],
  ['__proto__', () => '__proto__'],
  ['constructor', () => 'constructor'],
];

const FUNCTIONS = [
  ['a function', () => () => 'text'],
  ['a class', () => class Own { add() {} }],
  ['an async function', () => async () => {}],
  ['a function that throws', () => touched],
  ['a bound function', () => touched.bind(null)],
  ['a native constructor', () => Promise],
  ['a proxy of a function that throws', () => new Proxy(function () {}, { ...trapped(), apply: touched, construct: touched })],
  ['a revoked proxy of a function', () => revoked(function () {})],
];

/** Each is made anew, for some change when they are looked at. @type {[string, () => any][]} */
const VALUES = [...PLAIN, ...OBJECTS, ...LISTS, ...PROMISES, ...FUNCTIONS, ...ERRORS];

module.exports = { VALUES, ERRORS };
