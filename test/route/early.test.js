'use strict';

// A push in a cluster asks each frontend as soon as its members are known, and calls back when all is settled.

const assert = require('assert').strict;
const { AsyncLocalStorage } = require('async_hooks');
const logging = require('pomelo-logger');
const GlobalChannelService = require('../../lib/service/globalChannelService');
const NOT_HERE = require('../../lib/notHere');
const { call, logged, uncaught } = require('../service/helpers');
const FakeApp = require('../support/fakeApp');
const { startFakeCluster, slotOf } = require('../support/fakeCluster');
const { LIMIT, until } = require('../support/patience');
const { withRoutes } = require('./opened');

const SIDS = Array.from({ length: 30 }, (_, i) => `c${i}`);

describe('what comes early in a cluster', () => {
  const on = withRoutes();
  let cluster, service, app, late;

  beforeEach(async () => {
    logging.clearAppenders();
    cluster = await startFakeCluster(3);
    service = null;
    [late] = cluster.nodes;
  });

  afterEach(async () => {
    if (service) await call(service, 'stop', true);
    await cluster.stop();
  });

  async function start(opts) {
    app = new FakeApp(SIDS);
    service = new GlobalChannelService(app, { cluster: cluster.addresses, commandTimeout: LIMIT, ...opts });
    assert.deepEqual(await call(service, 'start'), [null]);
  }

  const push = (name) => call(service, 'pushMessage', 'connector', 'r', {}, name, null);
  const nodeOf = (name, sid) => cluster.owners[slotOf(`POMELO:CHANNEL:${name}:${sid}`)];
  const early = (...names) => SIDS.filter((sid) => names.every((name) => nodeOf(name, sid) !== late));
  const asked = () => app.deliveries().map(([sid]) => sid).sort();

  /** Until they are released, the node does not answer reads. */
  function hold(node) {
    const held = [];
    node.say = ([command, key]) => {
      if (command !== 'SMEMBERS') return undefined;
      held.push(key);
      return null;
    };
    return {
      held,
      release() {
        node.say = () => undefined;
        const replies = held.map((key) => cluster.answer(node, ['SMEMBERS', key], false));
        for (const socket of node.peer.sockets) socket.write(replies.join(''));
      },
    };
  }

  it('are frontends whose members are read; those of a master that answers later follow', async () => {
    await start();
    for (const sid of SIDS) await call(service, 'add', 'n', `of ${sid}`, sid);
    const held = hold(late);
    let told = null;
    const pushed = push('n').then((got) => { told = got; });
    await until(() => app.sent.length >= early('n').length);
    assert.deepEqual([asked(), told], [early('n').sort(), null]);
    assert.ok(held.held.length > 0 && held.held.length < SIDS.length);
    held.release();
    await pushed;
    assert.deepEqual([told, asked()], [[null, []], [...SIDS].sort()]);
  });

  it('are delivered also when a master never answers, whose sids alone fail', async () => {
    await start({ commandTimeout: 500 });
    for (const sid of SIDS) await call(service, 'add', 'n', `of ${sid}`, sid);
    hold(late);
    const lines = await logged(async () => assert.deepEqual(await push('n'), [null, []]));
    assert.deepEqual(asked(), early('n').sort());
    assert.ok(lines.some(({ text }) => text.includes(`failed on ${SIDS.length - early('n').length} frontend servers`)));
  });

  it('of several channels are frontends of which all channels have told, once', async () => {
    await start();
    for (const sid of SIDS) await call(service, 'add', ['m', 'n'], `of ${sid}`, sid);
    const held = hold(late);
    const pushed = push(['n', 'm']);
    await until(() => app.sent.length >= early('m', 'n').length && held.held.length > 0);
    assert.deepEqual(asked(), early('m', 'n').sort());
    held.release();
    assert.deepEqual(await pushed, [null, []]);
    assert.deepEqual(app.deliveries().sort(), SIDS.map((sid) => [sid, [`of ${sid}`]]).sort());
  });

  it('leaves a list of all members in the order of the servers', async () => {
    await start();
    for (const sid of SIDS) await call(service, 'add', ['m', 'n'], `of ${sid}`, sid);
    for (const name of ['n', ['m', 'n']]) {
      const held = hold(late);
      const read = call(service, 'getMembersByChannelName', 'connector', name);
      await until(() => held.held.length > 0);
      held.release();
      assert.deepEqual(await read, [null, SIDS.map((sid) => `of ${sid}`)]);
    }
  });

  it('is told once for each master, in the caller\'s context', async () => {
    const route = await on.opened(cluster);
    const context = new AsyncLocalStorage();
    const seen = [];
    const lists = await context.run('mine', () => new Promise((resolve) => {
      route.lists('n', SIDS, (err, all) => resolve(all), (some) => seen.push([context.getStore(), Array.from(some)]));
    }));
    assert.deepEqual(seen.map(([store]) => store), ['mine', 'mine']);
    for (const [i] of SIDS.entries()) {
      assert.equal([...seen.map(([, some]) => some), lists].filter((told) => told[i] !== NOT_HERE).length, 1);
    }
  });

  it('is told once for each master also when all slots had to rest', async () => {
    const route = await on.opened(cluster);
    const refused = new Set();
    for (const node of cluster.nodes) {
      node.say = ([name, key]) => (name !== 'SMEMBERS' || refused.size === refused.add(key).size ? undefined : '-TRYAGAIN for now\r\n');
    }
    let told = 0;
    const lists = await new Promise((resolve) => {
      route.lists('n', SIDS, (err, all) => resolve(all), () => told++);
    });
    assert.deepEqual([told, refused.size, cluster.commands('SMEMBERS').length], [2, SIDS.length, 2 * SIDS.length]);
    assert.ok(lists.every((list) => !(list instanceof Error)));
  });

  it('is told in the caller\'s context also behind a call of several steps', async () => {
    await start({ userIndex: true });
    const context = new AsyncLocalStorage();
    app.rpc = (sid, message, cb) => setImmediate(cb, null, [context.getStore()]);
    for (const sid of SIDS) await call(service, 'add', 'n', 'u', sid);
    const left = call(service, 'leave', 'n', 'u2', 'c1');
    const pushed = context.run('mine', () => push('n'));
    assert.deepEqual(await pushed, [null, SIDS.map(() => 'mine')]);
    assert.deepEqual(await left, [null]);
  });

  it('is told in whatever state it is, once, when the route ends while slots rest', async () => {
    const route = await on.opened(cluster);
    late.say = ([name]) => (name === 'SMEMBERS' ? '-TRYAGAIN for now\r\n' : undefined);
    let told = 0;
    const answers = [];
    assert.equal(route.lists('n', SIDS, (...got) => answers.push(got), () => told++), 0);
    await until(() => told === 2 && late.peer.commands('SMEMBERS').length > 0);
    route.close();
    await route.closed;
    await new Promise((resolve) => setTimeout(resolve, 200)); // longer than a rest
    assert.equal(answers.length, 1);
    const refused = answers[0][1].filter((list) => list instanceof Error);
    assert.ok(refused.length > 0 && refused.every(({ code }) => code === 'ESTOPPED'));
  });

  it('is not lost when who is told throws', async () => {
    const route = await on.opened(cluster);
    let lists;
    const errors = await uncaught(async () => {
      route.lists('n', SIDS, (err, all) => { lists = all; }, () => { throw new Error('mine'); });
      await until(() => lists);
    });
    assert.deepEqual(errors.map(({ message }) => message), ['mine', 'mine']);
    assert.equal(lists.length, SIDS.length);
  });
});
