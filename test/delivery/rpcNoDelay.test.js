'use strict';

const assert = require('node:assert/strict');
const net = require('node:net');
const { inspect } = require('node:util');
const component = require('../../lib/components/globalChannel');
const rpcNoDelay = require('../../lib/delivery/rpcNoDelay');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');
const { until } = require('../support/patience');
const { debugLines } = require('./debugLines');
const Pair = require('./pair');
const { countWrites, isNoDelay } = require('./sockets');

describe('rpcNoDelay', () => {
  /** @type {Pair[]} */
  let pairs;
  beforeEach(() => (pairs = []));
  afterEach(() => Promise.all(pairs.map((pair) => pair.stop())));

  const pairOf = (how) => {
    const pair = new Pair(how);
    pairs.push(pair);
    return pair.start();
  };

  const quick = (sockets) => sockets.map((socket) => isNoDelay(socket) && Object.hasOwn(socket, 'write'));

  describe('sends a message', () => {
    /** How many pieces each write had: of a call there and of its answer. */
    async function writesOf(how) {
      const pair = await pairOf(how);
      await pair.ask('echo', 'first');
      const { client: [client], server: [server] } = pair.ends;
      const [asked, answered] = [countWrites(client), countWrites(server)];
      for (const value of ['short', 'x'.repeat(1e6)]) await pair.ask('echo', value);
      return { asked, answered };
    }

    const FIVE = [1, 1, 1, 1, 1];
    for (const bufferMsg of [false, true]) {
      const opts = { bufferMsg, interval: 5 };

      it(`as one write, from both ends${bufferMsg ? ', with bufferMsg' : ''}`, async () => {
        assert.deepEqual(await writesOf({ client: opts, server: opts }), { asked: [5, 5], answered: [5, 5] });
      });
    }

    it('as one write from one end alone, and leaves the other', async () => {
      assert.deepEqual(await writesOf({ quick: { server: false } }), { asked: [5, 5], answered: [...FIVE, ...FIVE] });
      assert.deepEqual(await writesOf({ quick: { client: false } }), { asked: [...FIVE, ...FIVE], answered: [5, 5] });
    });

    it('as one write also when it greets, before it is connected', async () => {
      const pair = await pairOf();
      const answer = pair.ask('echo', 1);
      const asked = countWrites(pair.ends.client[0]);
      await answer;
      assert.deepEqual(asked, [9, 5]);
    });

    it('as one write when it keeps the connection alive', async () => {
      const pair = await pairOf({ client: { keepalive: 20 } });
      await pair.ask('echo', 1);
      const { client: [client], server: [server] } = pair.ends;
      const [asked, answered] = [countWrites(client), countWrites(server)];
      await until(() => asked.length > 1 && answered.length > 1);
      assert.deepEqual([...new Set([...asked, ...answered])], [1]);
    });
  });

  describe('reaches', () => {
    it('connections that are made later, and again after one was lost', async () => {
      const pair = await pairOf();
      await pair.ask('echo', 1);
      await pair.askServer('echo-2', 'echo', 1);
      assert.deepEqual([quick(pair.ends.client), quick(pair.ends.server)], [[true, true], [true, true]]);
      const [first] = pair.ends.client;
      pair.remove('echo-1');
      await until(() => pair.ends.server.length === 1);
      pair.add('echo-1');
      assert.deepEqual(await pair.ask('echo', 2), [null, 2]);
      assert.ok(!pair.ends.client.includes(first));
      assert.deepEqual([quick(pair.ends.client), quick(pair.ends.server)], [[true, true], [true, true]]);
    });

    it('a mailbox that connects again', async () => {
      const pair = await pairOf();
      await pair.ask('echo', 1);
      const mailbox = pair.mailboxes['echo-1'];
      const first = mailbox.socket.stream;
      first.destroy();
      mailbox.connected = false;
      clearInterval(mailbox.keepaliveTimer);
      await new Promise((resolve) => mailbox.connect(null, resolve));
      assert.notEqual(mailbox.socket.stream, first);
      assert.deepEqual(quick(pair.ends.client), [true]);
    });

    it('connections that others had made before the plugin\'s afterStart', async () => {
      const pair = await pairOf({ quick: { server: false } });
      await pair.ask('echo', 1);
      assert.deepEqual(quick(pair.ends.server), [false]);
      rpcNoDelay({ start() {} }, pair.app, {}).afterStart(() => {});
      assert.deepEqual(quick(pair.ends.server), [true]);
    });
  });

  describe('leaves as it is', () => {
    /** What the plugin would change, made as Pomelo makes it, without the option and without connections. */
    async function untouched(how, opts) {
      const pair = await pairOf({ ...how, quick: { client: false, server: false } });
      const station = pair.client._station;
      const seen = () => ({
        station: { ...station },
        events: pair.acceptor.server?.listeners('connection'),
        acceptor: Object.getOwnPropertyDescriptors(pair.acceptor),
        components: { ...pair.app.components },
      });
      const before = seen();
      const plugin = { start: (cb) => cb(null) };
      const result = rpcNoDelay(plugin, pair.app, opts);
      result.start(() => {});
      result.afterStart?.(() => {});
      assert.deepEqual(seen(), before);
      assert.equal(station.mailboxFactory, before.station.mailboxFactory);
      return { plugin, result };
    }

    for (const value of [false, 0]) {
      it(`everything, with the option ${value}`, async () => {
        const { plugin, result } = await untouched({}, { rpcNoDelay: value });
        assert.equal(result, plugin);
        assert.deepEqual(Object.keys(plugin), ['start']);
      });
    }

    it('factories that the application has chosen, client, server, and says nothing', async () => {
      const { client: rpcClient, server: rpcServer } = require('pomelo-rpc');
      const mailboxFactory = { create: (...args) => rpcClient.MQTTMailbox.create(...args) };
      const acceptorFactory = { create: (...args) => rpcServer.MqttAcceptor.create(...args) };
      const lines = await debugLines(async () => {
        await untouched({ client: { mailboxFactory }, server: { acceptorFactory } }, {});
        await untouched({ client: { rpcClient }, server: { rpcServer } }, {});
      });
      assert.deepEqual(lines, []);
    });

    it('the options of Pomelo, and pomelo-rpc\'s modules and prototypes', async () => {
      const pair = await pairOf({ quick: { client: false, server: false } });
      await pair.ask('echo', 1);
      const shared = [pair.clientOpts, pair.serverOpts, require('pomelo-rpc/lib/rpc-client/mailbox'), require('pomelo-rpc/lib/rpc-server/acceptor'),
        ...[pair.mailboxes['echo-1'], pair.mailboxes['echo-1'].socket, pair.acceptor, pair.acceptor.server, pair.ends.client[0]].map(Object.getPrototypeOf)];
      const seen = () => shared.map(Object.getOwnPropertyDescriptors);
      const before = seen();
      rpcNoDelay({ start() {} }, pair.app, {}).start();
      rpcNoDelay({ start() {} }, pair.app, {}).afterStart(() => {});
      await pair.askServer('echo-2', 'echo', 1);
      assert.deepEqual(quick(pair.ends.client), [false, true]);
      assert.deepEqual(seen(), before);
    });
  });

  describe('where Pomelo looks different', () => {
    const factory = Object.freeze({ create: () => ({ connect() {} }) });
    const proxy = (client) => ({ __proxy__: { opts: {}, client } });
    const remote = (acceptor) => ({ __remote__: { opts: {}, remote: { acceptor } } });
    const DIFFERENT = {
      'no options': { __proxy__: { client: {} }, __remote__: { remote: {} } },
      'no client': { ...proxy(undefined), ...remote(undefined) },
      'no station': proxy({}),
      'no factory': proxy({ _station: {} }),
      'a factory without create': proxy({ _station: { mailboxFactory: {} } }),
      'a station that cannot be changed': proxy({ _station: Object.freeze({ mailboxFactory: factory }) }),
      'an acceptor without server': remote({ sockets: {} }),
      'an acceptor with another server': remote({ server: { on() {} }, sockets: {} }),
      'an acceptor without sockets': remote({ server: new net.Server() }),
      'a getter that throws': Object.defineProperty({}, '__proxy__', { get: () => assert.fail('thrown by Pomelo'), enumerable: true }),
    };

    const run = (components) => debugLines(() => {
      const plugin = rpcNoDelay({ start: (cb) => cb(null, 'started') }, { components }, {});
      const called = [];
      plugin.start((...args) => called.push(args));
      plugin.afterStart((...args) => called.push(args));
      assert.deepEqual(called, [[null, 'started'], []]);
    });

    for (const [name, components] of Object.entries(DIFFERENT)) {
      it(`(${name}) one debug line says so, for each end, and nothing is done`, async () => {
        const before = inspect(components, { depth: 5 });
        const ends = Object.keys(components).length;
        const lines = await run(components);
        assert.equal(lines.length, ends);
        for (const line of lines) assert.match(line, /^rpcNoDelay: the RPC (client|server) looks different than expected and is left as it is: .+/);
        assert.equal(components.__remote__?.remote?.acceptor?.server?.listenerCount?.('connection') ?? 0, 0);
        assert.equal(inspect(components, { depth: 5 }), before);
      });
    }

    for (const socket of [undefined, {}, { stream: { write() {} } }]) {
      it(`(mailboxes with ${JSON.stringify(socket)} for a socket) one debug line says so, and they work`, async () => {
        const made = [];
        const station = { mailboxFactory: { create: (...args) => made[made.push({ args, socket, connect: (tracer, cb) => (cb(tracer), 'connected') }) - 1] } };
        const lines = await debugLines(() => {
          const plugin = rpcNoDelay({ start() {} }, { components: proxy({ _station: station }) }, {});
          plugin.start();
          for (const id of ['a', 'b']) {
            const mailbox = station.mailboxFactory.create({ id }, {});
            assert.equal(mailbox, made.at(-1));
            assert.equal(mailbox.connect('tracer', (tracer) => assert.equal(tracer, 'tracer')), 'connected');
          }
        });
        assert.equal(lines.length, 1);
        assert.deepEqual(made.map(({ args }) => args), [[{ id: 'a' }, {}], [{ id: 'b' }, {}]]);
      });
    }

    it('mailboxes that are nothing, or cannot connect, are what the factory makes', async () => {
      for (const mailbox of [undefined, null, {}, Object.freeze({ connect() {} })]) {
        const station = { mailboxFactory: { create: () => mailbox } };
        const lines = await debugLines(() => {
          rpcNoDelay({ start() {} }, { components: proxy({ _station: station }) }, {}).start();
          assert.equal(station.mailboxFactory.create(), mailbox);
        });
        assert.equal(lines.length, 1);
      }
    });

    it('what a factory or a mailbox throws reaches Pomelo', () => {
      const station = { mailboxFactory: { create: (mailbox) => mailbox || assert.fail('by the factory') } };
      rpcNoDelay({ start() {} }, { components: proxy({ _station: station }) }, {}).start();
      assert.throws(() => station.mailboxFactory.create(), /by the factory/);
      const mailbox = station.mailboxFactory.create({ connect: () => assert.fail('by the mailbox') });
      assert.throws(() => mailbox.connect(), /by the mailbox/);
    });

    it('an application without components works as ever, without a line', async () => {
      for (const app of [new FakeApp(), Object.assign(new FakeApp(), { components: {} })]) {
        const lines = await debugLines(async () => {
          const plugin = component(app, { channelManager: new MemoryManager() });
          assert.deepEqual(await new Promise((resolve) => plugin.start((...args) => resolve(args))), [null]);
          await new Promise((resolve) => plugin.afterStart(resolve));
          await new Promise((resolve) => plugin.stop(true, resolve));
        });
        assert.deepEqual(lines, []);
      }
    });
  });
});
