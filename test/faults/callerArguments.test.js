'use strict';

const assert = require('node:assert/strict');
const { call, logged } = require('../service/helpers');
const { onRedis } = require('./kit');

/** One of every kind, with the text that it stands for, or undefined when it is refused. */
const VALUES = [
  ['a string', 'text', 'text'],
  ['an empty string', '', ''],
  ['NUL and line ends', '\0\r\n*1', '\0\r\n*1'],
  ['what globs and keys are made of', '*?[a]:{x}', '*?[a]:{x}'],
  ['a name of every object', '__proto__', '__proto__'],
  ['a lone surrogate', '\ud800x', '\ufffdx'],
  ['characters of four bytes', '💡', '💡'],
  ['zero', 0, '0'],
  ['minus zero', -0, '0'],
  ['a fraction', 1.5, '1.5'],
  ['a large number', 1e21, '1e+21'],
  ['a BigInt', 2n ** 70n, '1180591620717411303424'],
  ['undefined', undefined],
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', NaN],
  ['Infinity', -Infinity],
  ['a symbol', Symbol('s')],
  ['an object', {}],
  ['an object with toString', { toString: () => 'text' }],
  ['an object without a prototype', Object.create(null)],
  ['an object that throws', { get toString() { throw new Error('touched'); } }],
  ['a String', Object('text'), 'text'],
  ['a Number', Object(1), '1'],
  ['an object whose class has a text', new (class { toString() { return 'text'; } })(), 'text'],
  ['an array', ['text']],
  ['an empty array', []],
  ['a Buffer', Buffer.from('text')],
  ['a Date', new Date(0)],
  ['a function', () => 'text'],
  ['a Proxy', new Proxy({}, { get() { throw new Error('touched'); } })],
];

/** Every argument that names something in Redis, and where it stands. */
const METHODS = {
  add: ['name', 'uid', 'sid'],
  leave: ['name', 'uid', 'sid'],
  getMembersBySid: ['name', 'sid'],
  destroyChannel: ['name'],
};

/** Where a list is one of names or uids. @type {(method: string, argument: string) => boolean} */
function takesLists(method, argument) {
  return method !== 'getMembersBySid' && argument !== 'sid';
}

describe('every kind of value in every argument', () => {
  const on = onRedis();

  for (const [what, value, text] of VALUES) {
    it(`${what} is ${text === undefined ? 'refused, and nothing is written' : 'used as text'}`, async () => {
      const service = await on.started();
      for (const [method, names] of Object.entries(METHODS)) {
        for (const argument of names) {
          const args = names.map((name) => (name === argument ? value : 'right'));
          if (Array.isArray(value) && takesLists(method, argument)) continue;
          const [err] = await call(service, method, ...args);
          if (text === undefined) assertRefused(err, argument);
          else assert.equal(err, null);
        }
      }
      if (text === undefined) assert.deepEqual(await on.server.command('KEYS', '*'), []);
    });
  }

  for (const [what, value, text] of VALUES.filter(([, each]) => !Array.isArray(each))) {
    it(`${what} is a channel's name, or none, to push and to read`, async () => {
      const service = await on.started();
      const [, add] = [await call(service, 'add', 'right', 'u', 'c1'), await call(service, 'add', value, 'u', 'c2')];
      const read = await call(service, 'getMembersByChannelName', 'connector', value);
      const push = await call(service, 'pushMessage', 'connector', 'r', {}, value, null);
      if (text === undefined) return [add[0], read[0], push[0]].forEach((err) => assertRefused(err, 'name'));
      assert.deepEqual([add, read, push], [[null], [null, ['u']], [null, []]]);
    });
  }

  function assertRefused(err, argument) {
    assert.equal(err.code, 'EINVAL');
    assert.match(err.message, new RegExp(`^${argument}: got [\\w ]+, expected `));
  }

  for (const [what, value, text] of VALUES.filter(([, , text]) => text !== undefined)) {
    it(`${what} comes back as a uid`, async () => {
      const service = await on.started();
      assert.deepEqual(await call(service, 'add', 'n', value, 'c1'), [null]);
      assert.deepEqual(await call(service, 'getMembersBySid', 'n', 'c1'), [null, [text]]);
      assert.deepEqual(await call(service, 'leave', 'n', value, 'c1'), [null]);
      assert.deepEqual(await call(service, 'getMembersBySid', 'n', 'c1'), [null, []]);
    });
  }

  it('is no type of server, unless it is one', async () => {
    const service = await on.started();
    await call(service, 'add', 'n', 'u', 'c1');
    for (const [, value] of VALUES.filter(([, value]) => typeof value !== 'object' || value === null)) {
      assert.deepEqual(await call(service, 'getMembersByChannelName', value, 'n'), [null, []]);
      assert.deepEqual(await call(service, 'pushMessage', value, 'r', {}, 'n', null), [null, []]);
    }
  });

  it('passes as route, message and options untouched', async () => {
    const service = await on.started();
    await call(service, 'add', 'n', 'u', 'c1');
    for (const [, value] of VALUES) {
      assert.deepEqual(await call(service, 'pushMessage', 'connector', value, value, 'n', typeof value === 'function' ? null : value), [null, []]);
      const [route, message] = service.app.sent.at(-1).message.args;
      assert.ok(Object.is(route, value) && Object.is(message, value));
    }
  });

  it('that is no callback makes a promise', async () => {
    const service = await on.started();
    const values = VALUES.map(([, value]) => value).filter((value) => typeof value !== 'function');
    for (const [method, names] of Object.entries(METHODS)) {
      for (const value of values) {
        const promise = service[method](...names, value);
        assert.ok(promise instanceof Promise);
        await promise;
      }
    }
  });

  it('may be missing altogether', async () => {
    const service = await on.started();
    const methods = ['add', 'leave', 'getMembersBySid', 'getMembersByChannelName', 'destroyChannel', 'pushMessage'];
    const lines = await logged(async () => {
      const results = await Promise.allSettled(methods.map((method) => service[method]()));
      for (const { reason } of results) assert.equal(reason.code, 'EINVAL');
    });
    assert.equal(lines.filter(({ text }) => /failed: name: got undefined/.test(text)).length, methods.length);
  });
});
