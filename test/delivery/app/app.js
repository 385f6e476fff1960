'use strict';

// An application whose servers do what they are told by their parent: ask each other.

const pomelo = require('pomelo');
const plugin = require('pomelo-globalchannel-native');
const { connectionsOf, mailboxesOf } = require('pomelo-globalchannel-native/test/delivery/sockets');
const MemoryManager = require('pomelo-globalchannel-native/test/support/memoryManager');

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
  /** So many calls, one at a time: how long each took, and what processor time they took here, in microseconds. */
  measure: async ({ server, calls, warm }, done) => {
    const ask = () => new Promise((resolve) => DO.ask({ server, method: 'echo', args: ['x'.repeat(100)] }, resolve));
    for (let i = 0; i < warm; i++) await ask();
    await new Promise((resolve) => DO.ask({ server, method: 'cpu', args: [] }, resolve));
    const cpu = process.cpuUsage();
    const times = [];
    for (let i = 0; i < calls; i++) {
      const began = performance.now();
      await ask();
      times.push((performance.now() - began) * 1000);
    }
    const { user, system } = process.cpuUsage(cpu);
    DO.ask({ server, method: 'cpu', args: [] }, ([, remote]) => done({ times, asker: (user + system) / calls, answerer: remote / calls }));
  },
};

process.on('message', (/** @type {any} */ order) => DO[order.what](order, (result) => tell({ number: order.number, result })));
app.start();

const plain = (result) => (result instanceof Error ? { error: result.message } : result);
