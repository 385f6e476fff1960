'use strict';

const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { CALLS, call, turns, uncaught } = require('../service/helpers');
const { onRedis, onPeer } = require('./kit');

describe('a callback', () => {
  const on = onRedis();

  it('may throw, and the others of its batch still run, in order', async () => {
    const service = await on.started();
    const order = [];
    const seen = await uncaught(async () => {
      for (let i = 0; i < 100; i++) {
        service.add('n', i, 'c1', () => {
          order.push(i);
          if (i % 10 === 3) throw new Error(`thrown by ${i}`);
        });
      }
      await call(service, 'getMembersBySid', 'n', 'c1');
    });
    assert.deepEqual(order, Array.from({ length: 100 }, (_, i) => i));
    assert.deepEqual(seen.map((err) => err.message), [3, 13, 23, 33, 43, 53, 63, 73, 83, 93].map((i) => `thrown by ${i}`));
    assert.deepEqual(await call(service, 'add', 'n', 'u', 'c1'), [null]);
  });

  it('may throw anything, from every method and from start and stop', async () => {
    const service = on.service();
    const seen = await uncaught(async () => {
      const thrown = ['start', ...CALLS, 'stop'].map((entry) => [].concat(entry));
      for (const [method, ...args] of thrown) {
        await new Promise((resolve) => service[method](...args, ...(method === 'stop' ? [false] : []), () => {
          resolve();
          throw method === 'add' ? undefined : method;
        }));
        await turns(3);
      }
    });
    assert.deepEqual(seen, ['start', undefined, 'leave', 'getMembersBySid', 'getMembersByChannelName', 'pushMessage', 'destroyChannel', 'stop']);
  });

  it('may call again, thousands deep and many at once', async () => {
    const service = await on.started();
    let made = 0;
    await new Promise((resolve) => {
      const again = (err) => {
        assert.equal(err, null);
        if (++made < 3000) service.add('n', made, 'c1', again);
        if (made === 3000) resolve();
        if (made % 100 === 0) for (let i = 0; i < 10; i++) service.leave('n', `x${i}`, 'c1', () => {});
      };
      service.add('n', 0, 'c1', again);
    });
    const [, members] = await call(service, 'getMembersBySid', 'n', 'c1');
    assert.equal(members.length, 3000);
  });

  it('may stop, and the others of its batch are still called once', async () => {
    for (const force of [false, true]) {
      const service = await on.started();
      const counts = new Array(50).fill(0);
      const stopped = new Promise((resolve) => {
        counts.forEach((_, i) => service.add('n', i, 'c1', () => {
          counts[i]++;
          if (i === 5) service.stop(force, resolve);
        }));
      });
      await stopped;
      await turns(5);
      assert.deepEqual(counts, new Array(50).fill(1));
      assert.equal((await call(service, 'add', 'n', 'u', 'c1'))[0].code, 'ESTATE');
    }
  });

  it('of stop may start another service, and that of a failed start the same', async () => {
    const service = await on.started();
    const other = await new Promise((resolve) => service.stop(true, () => {
      const next = on.service();
      next.start((err) => resolve([err, next]));
    }));
    assert.equal(other[0], null);
    assert.deepEqual(await call(other[1], 'add', 'n', 'u', 'c1'), [null]);
    const wrong = on.service({ db: 4711 });
    const codes = [];
    await new Promise((resolve) => wrong.start(function again(err) {
      codes.push(err.reply);
      if (codes.length === 3) resolve();
      else wrong.start(again);
    }));
    assert.deepEqual(codes, ['ERR', 'ERR', 'ERR']);
  });

  it('may change its result, and no other has it', async () => {
    const service = await on.started();
    for (const uid of ['a', 'b']) await call(service, 'add', 'n', uid, 'c1');
    const read = () => call(service, 'getMembersBySid', 'n', 'c1');
    const [[, one], [, two]] = await Promise.all([read(), read()]);
    one.length = 0;
    one.push('changed');
    assert.deepEqual(two.sort(), ['a', 'b']);
    assert.deepEqual((await read())[1].sort(), ['a', 'b']);
    const lists = await Promise.all([1, 2].map(() => call(service.manager, 'getMembers', 'n', ['c1', 'c2', 'c1'])));
    lists[0][1][0].push('changed');
    assert.deepEqual([lists[0][1][2].length, lists[1][1][0].length], [2, 2]);
    const [[, failIds], [, again]] = await Promise.all([1, 2].map(() => call(service, 'getMembersByChannelName', 'connector', 'n')));
    failIds.push('changed');
    assert.equal(again.length, 2);
  });
});

describe('AsyncLocalStorage', () => {
  const on = onRedis();
  const storage = new AsyncLocalStorage();

  it('holds in every callback and promise of every method', async () => {
    const service = on.service();
    const inside = (id, method, args) => storage.run(id, () => new Promise((resolve) => {
      service[method](...args, () => resolve([id, storage.getStore()]));
    }));
    const same = ([expected, found]) => assert.equal(found, expected);
    same(await inside('start', 'start', []));
    const ids = Array.from({ length: 20 }, (_, i) => i);
    for (const [method, ...args] of CALLS) {
      (await Promise.all(ids.map((id) => inside(`${method} ${id}`, method, args)))).forEach(same);
      await storage.run('promise', () => service[method](...args).then(() => same(['promise', storage.getStore()])));
    }
    same(await inside('refused', 'add', ['n', undefined, 'c1']));
    same(await inside('stop', 'stop', [true]));
    same(await inside('stopped', 'add', ['n', 'u', 'c1']));
  });

  it('holds where a push asks the frontends, and where they answer', async () => {
    const service = await on.started();
    for (const sid of ['c1', 'c2']) await call(service, 'add', 'n', `u ${sid}`, sid);
    const stores = [];
    service.app.rpc = (sid, message, cb) => {
      stores.push(storage.getStore());
      storage.exit(() => setImmediate(cb, null, []));
    };
    const pushes = [1, 2, 3].map((id) => storage.run(id, () => new Promise((resolve) => {
      service.pushMessage('connector', 'r', {}, 'n', null, () => resolve(storage.getStore()));
    })));
    assert.deepEqual(await Promise.all(pushes), [1, 2, 3]);
    assert.deepEqual(stores, [1, 1, 2, 2, 3, 3]);
  });
});

describe('the callback of a push whose frontends answer at once', () => {
  const on = onRedis();
  const storage = new AsyncLocalStorage();

  /** One channel with a member, one without. */
  async function started() {
    const service = await on.started();
    service.app.rpc = (sid, message, cb) => cb(null, []);
    await call(service, 'add', 'n', 'u', 'c1');
    return service;
  }

  it('has its turn in the order of the calls, in its async context, never inside the call', async () => {
    const service = await started();
    const order = [];
    let inside = true;
    const told = (id) => storage.run(id, () => new Promise((resolve) => {
      service.pushMessage('connector', 'r', {}, id % 2 ? 'n' : 'empty', null, (err, failIds) => {
        order.push([id, storage.getStore(), inside, err, failIds]);
        resolve();
      });
    }));
    const all = [1, 2, 3, 4].map(told);
    inside = false;
    await Promise.all(all);
    assert.deepEqual(order, [1, 2, 3, 4].map((id) => [id, id, false, null, []]));
  });

  it('is called in its async context, whatever the rpc made of that', async () => {
    const service = await started();
    service.app.rpc = (sid, message, cb) => {
      storage.enterWith('rpc');
      cb(null, []);
    };
    const store = await storage.run('caller', () => new Promise((resolve) => {
      service.pushMessage('connector', 'r', {}, 'n', null, () => resolve(storage.getStore()));
    }));
    assert.equal(store, 'caller');
  });

  it('may throw, and the others still come, once each', async () => {
    const service = await started();
    let count = 0;
    const seen = await uncaught(async () => {
      for (let i = 0; i < 20; i++) {
        service.pushMessage('connector', 'r', {}, i % 2 ? 'n' : 'empty', null, () => {
          count++;
          throw new Error(`thrown by ${i}`);
        });
      }
      await call(service, 'getMembersBySid', 'n', 'c1');
    });
    assert.equal(count, 20);
    assert.deepEqual(seen.map((err) => err.message), Array.from({ length: 20 }, (_, i) => `thrown by ${i}`));
    assert.deepEqual(await call(service, 'pushMessage', 'connector', 'r', {}, 'n', null), [null, []]);
  });
});

describe('AsyncLocalStorage, when Redis fails', () => {
  const on = onPeer();
  const storage = new AsyncLocalStorage();

  it('holds in the callbacks of calls that time out, break and are stopped', async () => {
    const service = await on.started();
    const hasty = await on.started({ commandTimeout: 100 });
    const answers = { 'late': null, 'wrong': '+OK\r\n', 'refused': '-ERR\r\n' };
    on.server.answer = ([name, key]) => (name === 'SADD' ? answers[key.split(':')[2]] : undefined);
    const add = (id, to = service) => storage.run(id, () => new Promise((resolve) => {
      to.add(id, 'u', 'c1', (err) => resolve([err.code, storage.getStore()]));
    }));
    assert.deepEqual(await add('refused'), ['EREPLY', 'refused']);
    assert.deepEqual(await add('wrong'), ['EPROTOCOL', 'wrong']);
    assert.deepEqual(await add('late', hasty), ['ETIMEDOUT', 'late']);
    const stopped = add('late');
    service.stop(true, () => {});
    assert.deepEqual(await stopped, ['ESTOPPED', 'late']);
  });
});
