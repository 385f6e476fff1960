'use strict';

// Anything in any place: whatever a caller passes, and whatever a channel manager, an rpc or an application gives back, nothing
// is thrown at the caller, nothing reaches the process, and each callback is called once, on a later turn.

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { LIMIT } = require('../support/patience');
const { VALUES } = require('../support/values');
const GlobalChannelService = require('../../lib/service/globalChannelService');
const { call, started } = require('../service/helpers');
const { onRedis } = require('./kit');
const { runCases, current } = require('./cases');

/** Every method with arguments that are right. */
const METHODS = {
  add: ['n', 'u', 'c1'],
  leave: ['n', 'u', 'c1'],
  getMembersBySid: ['n', 'c1'],
  getMembersByChannelName: ['connector', 'n'],
  pushMessage: ['connector', 'r', { text: 'hi' }, 'n', { a: 1 }],
  destroyChannel: ['n'],
};

/** How a manager gives something back. */
const MANNERS = {
  'thrown': (v) => { throw v; },
  'returned': (v, cb) => (setImmediate(cb, null), v),
  'rejected': async (v) => { throw v; },
  'rejected by a thenable': (v) => ({ then: (resolve, reject) => setImmediate(reject, v) }),
  'the error, at once': (v, cb) => cb(v),
  'the error, later': (v, cb) => void setImmediate(cb, v),
  'the value, at once': (v, cb) => cb(null, v),
  'the value, later': (v, cb) => void setImmediate(cb, null, v),
  'all in a list': (v, cb) => cb(null, [v, v]),
  'twice': (v, cb) => [cb(v, v), cb(null, v), setImmediate(cb, v)],
  'called back, then thrown': (v, cb) => { cb(null, v); throw v; },
  'called back, then rejected': async (v, cb) => { cb(null, v); throw v; },
};

/** How an rpc does. */
const RPCS = {
  'the error, at once': (v, cb) => cb(v),
  'the error, later': (v, cb) => setImmediate(cb, v),
  'the failed uids, at once': (v, cb) => cb(null, v),
  'the failed uids, later': (v, cb) => setImmediate(cb, null, v),
  'twice': (v, cb) => [cb(v, v), cb(null, v), setImmediate(cb, v)],
  'thrown': (v) => { throw v; },
  'rejected': async (v) => { throw v; },
  'called back, then thrown': (v, cb) => { cb(null, v); throw v; },
};

/** One case with a callback and one with a promise. */
function bothWays(what, make, given = {}) {
  return [
    { what: `${what}, with a callback`, run: (callback) => make(callback()), ...given },
    { what: `${what}, with a promise`, run: () => make(), ...given },
  ];
}

/** A service method with one argument replaced. */
function called(service, method, args, at = -1, value) {
  return (cb) => {
    const all = args.map((arg, i) => (i === at ? value : arg));
    return service[method](...all, ...(cb ? [cb] : []));
  };
}

function eachValue(make) {
  return VALUES.flatMap(([what, makeValue]) => make(what, makeValue));
}

async function stillWorks(service) {
  const uid = `u ${Math.random()}`;
  assert.deepEqual(await call(service, 'add', 'works', uid, 'c1'), [null]);
  const [err, uids] = await call(service, 'getMembersBySid', 'works', 'c1');
  assert.deepEqual([err, uids.includes(uid)], [null, true]);
}

describe('anything', function () {
  this.timeout(2 * LIMIT);
  const on = onRedis();
  const { stackTraceLimit } = Error;
  before(() => { Error.stackTraceLimit = 1; });
  after(() => { Error.stackTraceLimit = stackTraceLimit; });

  /** An application that asks two frontends, one of which fails. */
  function makeApp() {
    const app = new FakeApp(['c1', 'c2']);
    app.rpcInvoke = (sid, message, cb) => cb(sid === 'c1' ? new Error('no') : null, []);
    return app;
  }

  const SERVICES = {
    'over Redis': () => on.started({}, makeApp()),
    'over a manager of its own': () => started(makeApp(), new MemoryManager()),
    'over one that calls back at once': () => started(makeApp(), new MemoryManager('sync')),
  };

  for (const [kind, makeService] of Object.entries(SERVICES)) {
    for (const [method, args] of Object.entries(METHODS)) {
      it(`may be an argument of ${method} ${kind}`, async () => {
        const service = await makeService();
        await call(service, 'add', 'n', 'u', 'c1');
        await call(service, 'add', 'n', 'u', 'c2');
        await runCases(eachValue((what, makeValue) => args.flatMap((_, at) => {
          const [withCallback, withPromise] = bothWays(`argument ${at} is ${what}`, (cb) => called(service, method, args, at, makeValue())(cb));
          // A function in the place of the last one is the callback itself.
          return at === 4 && typeof makeValue() === 'function' ? [withCallback] : [withCallback, withPromise];
        })));
        await stillWorks(service);
      });
    }

    it(`may stand in the place of a callback, unless it can be called, ${kind}`, async () => {
      const service = await makeService();
      await runCases(eachValue((what, makeValue) => (typeof makeValue() === 'function' ? [] : Object.entries(METHODS).map(([method, args]) => (
        { what: `the callback of ${method} is ${what}`, run: () => service[method](...args, makeValue()) }
      )))));
      await stillWorks(service);
    });
  }

  it('may be what stop is given, or in the place of the callbacks of start and stop', async () => {
    await runCases(eachValue((what, makeValue) => [on.service({}, makeApp()), new GlobalChannelService(makeApp(), { channelManager: new MemoryManager() })].map((service) => ({
      what: `force is ${what}`,
      run(callback) {
        const value = makeValue();
        if (typeof value !== 'function') service.start(value);
        service.start(callback());
        service.stop(makeValue(), callback());
        if (typeof value !== 'function') service.stop(true, value);
      },
    }))));
  });

  it('may be what rpcInvoke gives', async () => {
    for (const makeService of Object.values(SERVICES)) {
      const service = await makeService();
      for (const sid of ['c1', 'c2']) await call(service, 'add', 'n', `a text that is long enough ${sid}`, sid);
      service.app.rpcInvoke = (sid, message, cb) => {
        const { manner, makeValue } = current();
        return sid === 'c1' ? manner(makeValue(), cb) : cb(null, []);
      };
      await runCases(eachValue((what, makeValue) => Object.entries(RPCS).flatMap(([how, manner]) => (
        bothWays(`${what}, ${how}`, called(service, 'pushMessage', METHODS.pushMessage), { manner, makeValue })
      ))));
    }
  });

  for (const [method, users] of Object.entries({
    add: ['add'],
    leave: ['leave'],
    destroyChannel: ['destroyChannel'],
    getMembersBySid: ['getMembersBySid', 'getMembersByChannelName', 'pushMessage'],
    getMembers: ['getMembersByChannelName', 'pushMessage'],
  })) {
    it(`may be what ${method} of a channel manager gives`, async () => {
      const manager = new MemoryManager();
      const service = await started(makeApp(), manager);
      const rightly = manager[method];
      manager[method] = (...args) => current().manner(current().makeValue(), args.at(-1));
      for (const user of users) {
        await runCases(eachValue((what, makeValue) => Object.entries(MANNERS).flatMap(([how, manner]) => (
          bothWays(`${what}, ${how}, to ${user}`, called(service, user, METHODS[user]), { manner, makeValue })
        ))));
      }
      manager[method] = rightly;
      await stillWorks(service);
    });
  }

  for (const method of ['start', 'clean', 'stop']) {
    it(`may be what ${method} of a channel manager gives`, async () => {
      await runCases(eachValue((what, makeValue) => Object.entries(MANNERS).map(([how, manner]) => {
        const manager = Object.assign(new MemoryManager(), { [method]: (...args) => manner(makeValue(), args.at(-1)) });
        const service = new GlobalChannelService(makeApp(), { channelManager: manager, cleanOnStartUp: true });
        return {
          what: `${what}, ${how}`,
          run(callback) {
            const [startedOnce, stopped, again] = [callback(), callback(), callback()];
            service.start((...args) => {
              startedOnce(...args);
              service.stop(false, stopped);
              service.stop(true, again);
            });
          },
        };
      })));
    });
  }

  it('may be a channel manager, or any of its methods', async () => {
    const names = ['start', 'stop', 'clean', ...Object.keys(METHODS), 'getMembers', 'exact', 'then'];
    await runCases(eachValue((what, makeValue) => [null, ...names].filter((name) => name !== 'exact' || makeValue() !== true).map((name) => ({
      what: name ? `${name} is ${what}` : what,
      run(callback) {
        const channelManager = name ? Object.assign(Object.create(null), { [name]: makeValue() }) : makeValue();
        const service = new GlobalChannelService(makeApp(), { channelManager, port: on.server.port });
        service.start(callback());
        for (const [method, args] of Object.entries(METHODS)) service[method](...args, callback());
        service.stop(true, callback());
      },
    }))));
  });

  it('may be what an application is, has or gives', async () => {
    const does = ['getServersByType', 'isFrontend', 'getServers', 'getServersFromConfig', 'rpcInvoke'];
    const app = makeApp();
    app.addServer({ id: 'c3', serverType: 'connector', frontend: true });
    for (const name of does) {
      const rightly = app[name];
      Object.defineProperty(app, name, { get: () => (current()?.name === name ? current().instead() : rightly) });
    }
    for (const service of [await started(app, new MemoryManager(), { pushTimeout: 20 }), await on.started({ pushTimeout: 20 }, app)]) {
      for (const sid of ['c1', 'c2']) await call(service, 'add', 'n', 'u', sid);
      for (const user of ['getMembersByChannelName', 'pushMessage', 'destroyChannel']) {
        await runCases(does.flatMap((name) => eachValue((what, makeValue) => Object.entries({
          'is': makeValue,
          'gives': () => () => makeValue(),
          'gives a list of': () => () => [makeValue()],
          'throws': () => () => { throw makeValue(); },
        }).map(([how, instead]) => (
          { what: `${name} ${how} ${what}, in ${user}`, run: (callback) => called(service, user, METHODS[user])(callback()), name, instead }
        )))));
      }
      await stillWorks(service);
    }
  });

  it('may be the events of an application', async () => {
    await runCases(eachValue((what, makeValue) => Object.entries({
      'are': makeValue,
      'have on': () => ({ on: makeValue(), removeListener() {} }),
      'have removeListener': () => ({ on() {}, removeListener: makeValue() }),
      'throw': () => ({ on() { throw makeValue(); }, removeListener() { throw makeValue(); } }),
    }).map(([how, makeEvents]) => ({
      what: `events ${how} ${what}`,
      run(callback) {
        const app = Object.assign(makeApp(), { event: makeEvents() });
        const service = new GlobalChannelService(app, { channelManager: new MemoryManager('sync') });
        const [startedOnce, stopped] = [callback(), callback()];
        service.start((...args) => {
          startedOnce(...args);
          service.stop(true, stopped);
        });
      },
    }))));
  });

  it('may be an option, or all of them', async () => {
    const names = ['host', 'port', 'path', 'url', 'db', 'username', 'password', 'auth_pass', 'prefix', 'cleanOnStartUp', 'channelManager',
      'connectTimeout', 'commandTimeout', 'startTimeout', 'pushTimeout', 'retryMaxDelay', 'retry_max_delay', 'maxQueue', 'maxQueueBytes',
      'enable_offline_queue', 'socket_nodelay', 'connect_timeout', 'max_attempts'];
    for (const name of [null, ...names]) {
      await runCases(eachValue((what, makeValue) => ({
        what: name ? `${name} is ${what}` : `the options are ${what}`,
        run(callback) {
          const service = new GlobalChannelService(makeApp(), name ? { port: on.server.port, [name]: makeValue() } : makeValue());
          const stopped = callback();
          service.start(callback());
          setImmediate(() => service.stop(true, stopped));
        },
      })));
    }
  });
});
