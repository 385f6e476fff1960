'use strict';

// An application whose servers do what they are told by their parent: ask each other.

const path = require('node:path');
const pomelo = require('pomelo');
const plugin = require('pomelo-globalchannel-native');

/** The clone that this is copied from. */
const root = path.dirname(require.resolve('pomelo-globalchannel-native'));
const { connectionsOf, mailboxesOf } = require(path.join(root, 'test/delivery/sockets'));
const MemoryManager = require(path.join(root, 'test/support/memoryManager'));

const { rpcNoDelay, rpc } = JSON.parse(/** @type {string} */ (process.env.RPC));
const app = pomelo.createApp();
app.set('name', 'rpc');
app.set('proxyConfig', { ...rpc });
app.set('remoteConfig', { ...rpc });
app.set('connections', () => connectionsOf(app));
app.use(plugin, { globalChannel: { channelManager: new MemoryManager(), rpcNoDelay } });

const tell = (message) => process.send?.(message);
for (const event of ['add_servers', 'remove_servers']) app.event.on(event, (servers) => tell({ event, ids: servers.map((server) => server.id || server) }));
app.event.on('start_all', () => tell({ event: 'start_all' }));

const DO = {
  ask: ({ server, method, args }, done) =>
    app.rpcInvoke(server, { namespace: 'user', serverType: 'echo', service: 'echo', method, args }, (...results) => done(results.map(plain))),
  mailboxes: (order, done) => done(mailboxesOf(app)),
  /** So many calls, so many at a time: how long each took, and the processor time for one on either side, in microseconds. */
  measure: async ({ server, calls, outstanding }, done) => {
    const call = (method, ...args) => new Promise((resolve) => DO.ask({ server, method, args }, resolve));
    const times = [];
    const run = async (/** @type {number} */ count) => {
      for (let i = 0; i < count; i++) {
        const began = performance.now();
        await call('echo', 'x'.repeat(100));
        times.push((performance.now() - began) * 1000);
      }
    };
    const all = () => Promise.all(Array.from({ length: outstanding }, () => run(calls / outstanding)));
    await all();
    await call('cpu');
    const cpu = process.cpuUsage();
    times.length = 0;
    await all();
    const { user, system } = process.cpuUsage(cpu);
    const [, remote] = await call('cpu');
    done({ times, asker: (user + system) / calls, answerer: remote / calls });
  },
};

process.on('message', (/** @type {any} */ order) => DO[order.what](order, (result) => tell({ number: order.number, result })));
app.start();

const plain = (result) => (result instanceof Error ? { error: result.message } : result);
