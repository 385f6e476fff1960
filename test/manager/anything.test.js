'use strict';

// Whatever is given to whatever method: it is an error of the call or none, told once, and never thrown.

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const FakeApp = require('../support/fakeApp');
const { call, logged, turns, uncaught } = require('../service/helpers');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');
const { onRedis } = require('./helpers');

const throws = () => { throw new Error('mine'); };

function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** Every trap throws. */
const hostile = (target) => new Proxy(target, new Proxy({}, { get: () => throws }));

/** Values that throw when they are looked at, and those that nobody expects. Made anew each time. */
const anything = () => ({
  undefined, null: null, false: false, NaN, symbol: Symbol('s'), object: {}, bare: Object.create(null), array: [], function: throws,
  'a hole': [, 'c1'], 'a huge hole': new Array(2 ** 32 - 1), 'a symbol in it': ['c1', Symbol('s')], // eslint-disable-line no-sparse-arrays
  'a revoked object': revoked({}), 'a revoked array': revoked([]), 'a hostile object': hostile({}), 'a hostile array': hostile(['c1']),
  'a revoked function': revoked(throws), 'a getter': Object.defineProperty(['c1'], 0, { get: throws }), 'a revoked sid': ['c1', revoked({})],
  'a throwing text': new (class { toString() { throws(); } })(), 'a throwing length': new Proxy([], { get: throws }), date: new Date(NaN),
  'a list that grows': new Proxy(['c1'], { get: (list, key) => (key === 'length' ? 3 : list[key]) }),
});

const METHODS = { add: 3, leave: 3, getMembersBySid: 2, getMembers: 2, destroyChannel: 1 };
const GOOD = { add: ['n', 'u', 'c1'], leave: ['n', 'u', 'c1'], getMembersBySid: ['n', 'c1'], getMembers: ['n', ['c1']], destroyChannel: ['n'] };

/** What may be a list: an empty one is. */
function takesLists(method, at) {
  if (method === 'getMembers') return at === 1;
  return method === 'destroyChannel' || /^(add|leave)$/.test(method) && at < 2;
}

describe('a method of the Redis manager', () => {
  const on = onRedis();
  let started;
  let stopped;
  beforeEach(async () => {
    started = await on.started();
    stopped = on.manager();
  });

  for (const [method, count] of Object.entries(METHODS)) {
    for (let at = 0; at < count; at++) {
      it(`${method} calls back once, whatever its argument ${at + 1} is`, async () => {
        for (const manager of [started, stopped]) {
          for (const [name, value] of Object.entries(anything())) {
            const args = Object.assign([...GOOD[method]], { [at]: value });
            const [err] = await call(manager, method, ...args);
            const isFine = takesLists(method, at) && name === 'array' && manager === started;
            if (isFine) assert.equal(err, null);
            else assert.ok(err instanceof Error && ['EINVAL', 'ESTATE'].includes(err.code), `${name}: ${inspect(err)}`);
            if (manager === started && !isFine) assert.equal(err.code, 'EINVAL', name);
          }
        }
      });
    }
  }

  it('does without a callback, and without one that can be called', async () => {
    const calls = Object.entries(GOOD).concat([['clean', []], ['start', []]]);
    const seen = await uncaught(async () => {
      for (const cb of [undefined, null, 'cb', 5, {}, revoked({}), Symbol('s')]) {
        for (const manager of [started, stopped]) {
          for (const [method, args] of calls) manager[method](...args, cb);
          for (const method of Object.keys(METHODS)) manager[method]();
          manager.add({}, 'u', 'c1', cb);
        }
        for (const force of [true, false]) stopped.stop(force, cb);
        stopped.stop();
      }
      assert.deepEqual(await call(started, 'add', 'n', 'last', 'c1'), [null]);
      await turns(5);
    });
    assert.deepEqual(seen, []);
    assert.ok((await on.redis.command('SMEMBERS', 'POMELO:CHANNEL:n:c1')).includes('last'));
  });

  it('names the sid that is missing in a list', async () => {
    const [err] = await call(started, 'getMembers', 'n', ['a', , 'c']); // eslint-disable-line no-sparse-arrays
    assert.equal(err.code, 'EINVAL');
    assert.match(err.message, /^sids\[1\]: got undefined/);
  });

  it('reads each sid once', async () => {
    let read = 0;
    const sids = Object.defineProperty(['c1', 'c2'], 0, { get: () => `c${++read}` });
    assert.equal((await call(started, 'getMembers', 'n', sids))[0], null);
    assert.equal(read, 1);
  });

  it('asks an id for its text once, at the call', async () => {
    let asked = 0;
    class Id {
      constructor(text) { this.text = text; }
      toString() { return asked++, this.text; }
    }
    const uid = new Id('u');
    const add = call(started, 'add', new Id('n'), uid, new Id('c1'));
    assert.equal(asked, 3);
    uid.text = 'later';
    assert.deepEqual(await add, [null]);
    assert.deepEqual(await call(started, 'getMembersBySid', new Id('n'), new Id('c1')), [null, ['u']]);
    assert.deepEqual(await call(started, 'getMembers', new Id('n'), [new Id('c1')]), [null, [['u']]]);
    assert.deepEqual(await call(started, 'leave', new Id('n'), new Id('u'), new Id('c1')), [null]);
    assert.deepEqual(await call(started, 'destroyChannel', new Id('n')), [null]);
    assert.equal(asked, 3 + 2 + 2 + 3 + 1);
  });

  it('takes a stop from inside a text for what it is', async () => {
    class Last { toString() { started.stop(true); return 'u'; } }
    const [err] = await call(started, 'add', 'n', new Last(), 'c1');
    assert.equal(err.code, 'ESTATE');
  });

  const APPS = {
    'no application': [undefined, 'ESTATE'],
    'one without getServers': [{}, 'ESTATE'],
    'one without isFrontend': [{ getServers: () => ({ c1: {} }) }, 'ESTATE'],
    'one whose getServers throws': [{ getServers: throws }, 'ESTATE'],
    'one whose getServers throws nothing': [{ getServers() { throw undefined; } }, 'ESTATE'],
    'one whose isFrontend throws': [{ getServers: () => ({ c1: {} }), isFrontend() { throw revoked({}); } }, 'ESTATE'],
    'one whose servers throw': [{ getServers: () => hostile({}) }, 'ESTATE'],
    'one whose servers are revoked': [{ getServers: () => revoked({}) }, 'ESTATE'],
    'a revoked one': [revoked({}), 'ESTATE'],
    'one without servers': [{ getServers: () => null }, undefined],
    'one whose servers are a number': [{ getServers: () => 5 }, undefined],
    'one whose servers are a symbol': [{ getServers: () => Symbol('s') }, undefined],
    'one that throws for one server': [Object.assign(new FakeApp(['c1', 'c2']), { isFrontend: throws }), 'ESTATE'],
  };
  for (const [name, [app, code]] of Object.entries(APPS)) {
    it(`destroyChannel calls back with ${name}`, async () => {
      const manager = on.manager({}, app === undefined ? null : app);
      assert.deepEqual(await call(manager, 'start'), [null]);
      const [err] = await call(manager, 'destroyChannel', 'n');
      assert.equal(err && err.code, code);
    });
  }

  it('is made with options of any kind', async () => {
    await logged(async () => {
      for (const opts of [undefined, null, 5, 'x', [], throws]) assert.ok(new RedisGlobalChannelManager(null, opts));
    });
  });
});
