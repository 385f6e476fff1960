'use strict';

// What happens to a route at the edges: in a callback of its own, behind its end, with very many parts.

const assert = require('assert').strict;
const net = require('net');
const { once } = require('events');
const dns = require('dns');
const dial = require('../../lib/ask/dial');
const { plainError } = require('../../lib/error');
const { Load } = require('../../lib/route/budget');
const { Bundle } = require('../../lib/route/bundle');
const Lane = require('../../lib/route/lane');
const Node = require('../../lib/route/node');
const { RoutedCall, Part } = require('../../lib/route/parts');
const Survey = require('../../lib/route/survey');
const Traffic = require('../../lib/route/traffic');
const Watch = require('../../lib/route/sentinel/watch');

describe('at the edges of a route', () => {
  let server;
  let connections;
  let answer;
  let open;

  beforeEach(async () => {
    connections = 0;
    open = new Set();
    server = net.createServer((socket) => {
      connections++;
      open.add(socket);
      socket.on('error', () => {}).on('close', () => open.delete(socket)).on('data', () => socket.write(answer));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });

  const address = () => ({ host: '127.0.0.1', port: server.address().port });
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  it('a Sentinel that refuses and is left in that very moment is not connected to again', async () => {
    answer = '-WRONGPASS no\r\n';
    await new Promise((resolve) => {
      const events = { onMessage() {}, onBack() {}, onTurn() {}, onSettled: () => resolve(watch.stop()) };
      const watch = new Watch({ ...address(), username: null, password: { reveal: () => 'x' }, tls: null }, events);
    });
    const before = connections;
    await pause(1500);
    assert.equal(connections, before);
  });

  it('a map that is wanted behind the end is not asked for', async () => {
    answer = '*0\r\n';
    const options = { username: null, password: null, tls: null, natMap: (host, port) => ({ host, port }) };
    const survey = new Survey(options, { nodes: () => [[address()], [], []], ask: () => 1, onMap: () => false, onNone() {} });
    survey.close();
    survey.want();
    await pause(300);
    assert.equal(connections, 0);
  });

  it('a call with very many parts fails at its deadline, and costs as much of the budget as it has parts', () => {
    const traffic = new Traffic({ maxQueue: 500000, maxQueueBytes: 1 << 30, commandTimeout: 10, offlineQueue: true }, 'x', () => {});
    const told = [];
    const call = new RoutedCall('lists', { done() {}, failed: (error) => told.push(error.code), emitDestroy() {} }, { name: 'n' });
    for (let i = 0; i < 150000; i++) assert.ok(new Part(call, new Lane(), traffic, [`s${i}`]).bytes > 200);
    assert.equal(traffic.begin(call, 0), 0);
    traffic.expire(100);
    assert.deepEqual([told, traffic.pending], [['ETIMEDOUT'], 0]);
  });

  it('a call is refused whose parts have room one by one, but not together', () => {
    const traffic = new Traffic({ maxQueue: 500000, maxQueueBytes: 100000, commandTimeout: 10, offlineQueue: true }, 'x', () => {});
    const call = new RoutedCall('lists', { done() {}, failed() {}, emitDestroy() {} }, { name: 'n' });
    for (let i = 0; i < 1000; i++) new Part(call, new Lane(), traffic, [`s${i}`]);
    assert.notEqual(traffic.begin(call, 0), 0);
    assert.equal(traffic.pending, 0);
  });

  it('a call whose parts all come back goes out again in one write', () => {
    const given = [];
    const node = (title) => ({ title, load: new Load(), give: (call, items, told) => given.push({ title, items, told }) && 0 });
    const [left, heir] = [node('left'), node('heir')];
    const options = { maxQueue: 500000, maxQueueBytes: 1 << 30, commandTimeout: 10, offlineQueue: true };
    const traffic = new Traffic(options, 'x', ({ lane }) => lane.point(heir));
    const told = [];
    const call = new RoutedCall('lists', { done: (lists) => told.push(lists), failed() {}, emitDestroy() {} }, { name: 'n' });
    const sids = Array.from({ length: 1000 }, (_, i) => `s${i}`);
    for (const sid of sids) new Part(call, new Lane(left), traffic, [sid]);
    assert.equal(traffic.begin(call, 0), 0);
    given[0].told.done(sids.map(() => plainError('EREPLY', 'MOVED 1 h:1', { reply: 'MOVED' })));
    assert.deepEqual(given.map(({ title, items }) => [title, items]), [['left', sids], ['heir', sids]]);
    given[1].told.done(sids);
    assert.deepEqual([told, traffic.pending], [[sids], 0]);
  });

  it('an error names its node once, however many parts it is for', () => {
    const node = Object.assign(Object.create(Node.prototype), { where: 'h:1', title: 'h:1 (cluster)' });
    const error = new Error('no answer from Redis at h:1 within 3 ms');
    new Bundle([1, 2, 3].map((i) => ({ items: [`s${i}`], failed: (one) => node.named(one) })), { together: (run) => run() }).failed(error);
    assert.equal(error.message, 'no answer from Redis at h:1 (cluster) within 3 ms');
  });

  it('a host is looked up once at a time, also when many ask', async () => {
    const { lookup } = dns;
    let asked = 0;
    dns.lookup = (host, options, cb) => {
      asked++;
      setTimeout(cb, 50, new Error('away'));
    };
    try {
      const told = await Promise.all([1, 2, 3].map(() => new Promise((resolve) => dial({ host: 'away.test', port: 1, tls: null }, resolve))));
      assert.deepEqual([asked, told.map(({ message }) => message)], [1, ['away', 'away', 'away']]);
    } finally {
      dns.lookup = lookup;
    }
  });
});
