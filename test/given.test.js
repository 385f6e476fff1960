'use strict';

const assert = require('node:assert/strict');
const vm = require('node:vm');
const component = require('../lib/components/globalChannel');
const { parse, parseOwn } = require('../lib/options');
const FakeApp = require('./support/fakeApp');
const MemoryManager = require('./support/memoryManager');
const { call } = require('./service/helpers');

const DEFAULTS = parse({}).options;
const OWN = parseOwn({});
const NAMES = ['url', 'host', 'port', 'path', 'db', 'username', 'password', 'auth_pass', 'prefix', 'connectTimeout', 'commandTimeout', 'startTimeout',
  'retryMaxDelay', 'retry_max_delay', 'maxQueue', 'maxQueueBytes', 'enable_offline_queue', 'socket_nodelay', 'pushTimeout', 'cleanOnStartUp',
  'sentinels', 'name', 'sentinelUsername', 'sentinelPassword', 'sentinelTLS', 'cluster', 'natMap', 'tls'];
const EVERY = [...NAMES, 'channelManager'];
/** What parsed options are called, and what goes on on the way to them. */
const INSIDE = [...Object.keys(DEFAULTS), 'show', 'text', 'expected', 'read', 'value', 'error', 'connect_timeout', 'max_attempts'];

/** What `run` gives while all objects have these properties. */
function polluted(names, root, run) {
  const throws = { get() { throw new Error('read'); }, configurable: true };
  try {
    for (const name of names) Object.defineProperty(root, name, name === 'value' ? { value: 7, configurable: true } : throws);
    return run();
  } finally {
    for (const name of names) delete root[name];
  }
}

describe('what is added to Object.prototype', () => {
  for (const name of new Set([...EVERY, ...INSIDE].filter((each) => each !== 'value'))) {
    it(`is no option: ${name}`, () => {
      for (const opts of [{}, { url: 'redis://h/2' }, { port: '/s', db: 'x' }, new (class {})()]) {
        const { options, warnings, error } = parse(opts);
        for (const value of ['/elsewhere', 'redis://elsewhere', 7, true, {}]) {
          try {
            Object.prototype[name] = value;
            const got = parse(opts);
            const own = parseOwn(opts);
            delete Object.prototype[name];
            assert.deepEqual(got, { options, warnings, error: error && got.error });
            assert.equal(got.error?.message, error?.message);
            assert.deepEqual(own, OWN);
          } finally {
            delete Object.prototype[name];
          }
        }
      }
    });
  }

  it('also by another realm, and also when reading it throws', () => {
    const context = vm.createContext({});
    const [opts, root] = vm.runInContext('[{ db: 3 }, Object.prototype]', context);
    const got = polluted(EVERY.filter((name) => name !== 'db'), root, () => [parse(opts), parseOwn(opts)]);
    assert.deepEqual(got, [{ options: { ...DEFAULTS, db: 3 }, warnings: [], error: null }, OWN]);
    assert.equal(polluted(EVERY, Object.prototype, () => parse({})).error, null);
  });

  it('makes no channel manager', async () => {
    const manager = new MemoryManager();
    try {
      Object.prototype.channelManager = manager;
      assert.notEqual(component(new FakeApp(), {}).manager, manager);
    } finally {
      delete Object.prototype.channelManager;
    }
  });
});

describe('options', () => {
  const dbOf = (opts) => {
    const { options, error } = parse(opts);
    assert.equal(error, null);
    return options.db;
  };

  it('may be inherited, or got by a getter', () => {
    class Config {
      get db() { return 3; }
    }
    class Special extends Config {}
    const foreign = vm.runInNewContext('Object.create({ db: 3 })');
    const bare = Object.assign(Object.create(null), { db: 3 });
    for (const opts of [new Config(), new Special(), Object.create({ db: 3 }), foreign, bare, Object.create(bare), Object.freeze({ db: 3 })]) {
      assert.equal(dbOf(opts), 3);
    }
  });

  it('may be a proxy', () => {
    assert.equal(dbOf(new Proxy({ db: 3 }, {})), 3);
    assert.equal(dbOf(new Proxy({}, { get: (target, name) => (name === 'db' ? 3 : undefined) })), 3);
    const endless = new Proxy({ db: 3 }, { getPrototypeOf: () => endless });
    assert.equal(dbOf(endless), 3);
  });

  it('that are no object count as none', () => {
    for (const opts of [undefined, null, 7, 'redis://h', true, Symbol('o')]) assert.deepEqual(parse(opts), { options: DEFAULTS, warnings: [], error: null });
  });
});

describe('what cannot be read', () => {
  const thrower = () => { throw new Error('my secret'); };
  const revoked = (target) => {
    const { proxy, revoke } = Proxy.revocable(target, {});
    revoke();
    return proxy;
  };
  const traps = Object.fromEntries(['get', 'has', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'ownKeys', 'apply'].map((name) => [name, thrower]));

  /** What start says of options that are given to app.use. */
  async function refusal(opts) {
    const service = component(new FakeApp(), opts);
    const [err] = await call(service, 'start');
    assert.equal(err?.code, 'EINVAL', String(err?.stack));
    assert.doesNotMatch(err.message, /secret/);
    return err.message;
  }

  for (const name of EVERY) {
    it(`is an error of start that names it: ${name}`, async () => {
      assert.match(await refusal(Object.defineProperty({}, name, { get: thrower })), new RegExp(`option ${name}: it cannot be read`));
      assert.match(await refusal(new Proxy({}, { get: (target, at) => (at === name ? thrower() : undefined) })), new RegExp(`option ${name}: it cannot`));
    });
  }

  for (const name of EVERY.filter((each) => each !== 'cleanOnStartUp')) {
    it(`so is a value that cannot be looked at: ${name}`, async () => {
      for (const value of [revoked({}), revoked(() => {}), revoked([]), new Proxy({}, { getPrototypeOf: thrower })]) {
        assert.match(await refusal({ [name]: value }), new RegExp(`option ${name}: `), name);
      }
    });
  }

  it('names all of them when there is nothing to be read', async () => {
    for (const opts of [revoked({}), revoked(() => {}), new Proxy({}, traps)]) assert.equal(await refusal(opts), 'the options cannot be read');
  });

  it('is no harm in a channel manager either', async () => {
    for (const trap of ['get', 'has', 'getOwnPropertyDescriptor']) {
      const channelManager = new Proxy({}, { [trap]: thrower });
      assert.match(await refusal({ channelManager, cleanOnStartUp: true }), /channelManager/);
      component(new FakeApp(), { channelManager });
    }
    const made = component(new FakeApp(), { channelManager: new Proxy(() => new MemoryManager(), { get: thrower, getOwnPropertyDescriptor: thrower }) });
    assert.ok(made.manager instanceof MemoryManager);
    assert.match(await refusal({ channelManager: () => new Proxy({}, traps), cleanOnStartUp: true }), /channelManager/);
  });
});
