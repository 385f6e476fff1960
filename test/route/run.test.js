'use strict';

// Commands of all kinds in a cluster: each goes to the master of its key's slot, and is answered in its place.

const assert = require('assert').strict;
const { READ, WRITE, ONCE } = require('../../lib/manager/kinds');
const loadNative = require('../../lib/native');
const { startFakeCluster, slotOf } = require('../support/fakeCluster');
const { until } = require('../support/patience');
const { withRoutes, call } = require('./opened');

const KEYS = Array.from({ length: 60 }, (_, i) => `P@uid:${i}`);

describe('commands in a cluster', () => {
  const on = withRoutes();
  let cluster, route;
  beforeEach(async () => {
    cluster = await startFakeCluster(3);
    route = await on.opened(cluster);
  });
  afterEach(() => cluster.stop());

  const add = (how = WRITE) => call(route, 'run', how, KEYS.map((key, i) => ['SADD', key, `u${i}`]));
  const read = (keys = KEYS) => call(route, 'run', READ, keys.map((key) => ['SMEMBERS', key]));
  const members = KEYS.map((_, i) => [`u${i}`]);

  it('go where their keys are, a write for each master, and are answered in order', async () => {
    assert.equal(route.ordered, false);
    assert.deepEqual(await add(), [null]);
    const [err, lists] = await read([...KEYS, 'P@uid:none']);
    assert.deepEqual([err, Array.from(lists)], [null, [...members, undefined]]);
    for (const node of cluster.nodes) {
      for (const [name, key] of node.peer.seen.map(({ command }) => command).filter(([first]) => first === 'SADD')) {
        assert.equal(cluster.owners[slotOf(key)], node, name);
      }
    }
    assert.equal(route.nodes.size, 3);
  });

  it('follow slots that have moved, or are on their way', async () => {
    await add();
    const slots = [...new Set(KEYS.map(slotOf))];
    slots.forEach((slot, i) => (i % 2 ? cluster.move : cluster.depart).call(cluster, slot, cluster.nodes[i % 3]));
    const [err, lists] = await read();
    assert.deepEqual([err, Array.from(lists)], [null, members]);
    assert.deepEqual(await call(route, 'run', ONCE, [['SADD', KEYS[0], 'x']]), [null, [['1']]]);
  });

  it('give an Error for those alone that were refused, and tell the first when they write', async () => {
    for (const node of cluster.nodes) node.say = ([name, key]) => (/^S(ADD|MEMBERS)$/.test(name) && key.endsWith('7') ? `-WRONGTYPE ${key}\r\n` : undefined);
    const [wrote] = await add();
    assert.deepEqual([wrote.code, wrote.message, wrote.maybeExecuted], ['EREPLY', 'WRONGTYPE P@uid:7', true]);
    const [err, lists] = await read();
    assert.equal(err, null);
    Array.from(lists).forEach((list, i) => {
      if (i % 10 === 7) assert.equal(list.reply, 'WRONGTYPE');
      else assert.deepEqual(list, [`u${i}`]);
    });
    const [none, both] = await read(['P@uid:7', 'P@uid:17']);
    assert.deepEqual([none, both.map(({ reply }) => reply)], [null, ['WRONGTYPE', 'WRONGTYPE']]);
  });

  it('that are for once fail with their connection, and where there is none; the others are sent again', async () => {
    for (const node of cluster.nodes) node.say = ([name]) => (name === 'SADD' ? null : undefined);
    const calls = Promise.all([add(ONCE), add(WRITE)]);
    await until(() => cluster.commands('SADD').length === 2 * KEYS.length);
    for (const node of cluster.nodes) {
      node.say = () => undefined;
      node.peer.cut('RST');
    }
    const [[once], wrote] = await calls;
    assert.deepEqual([once.code, once.maybeExecuted, wrote], ['ECONNLOST', true, [null]]);
    assert.equal(cluster.commands('SADD').length, 3 * KEYS.length);
    await cluster.nodes[0].peer.close();
    await until(() => !route.isConnected);
    const [err, answers] = await add(ONCE);
    const away = answers.map((answer) => (answer instanceof Error ? answer.code : 'there'));
    assert.deepEqual([err, away], [null, KEYS.map((key) => (cluster.owners[slotOf(key)] === cluster.nodes[0] ? 'ECONNLOST' : 'there'))]);
  });

  it('that are for once do not wait for a slot that is at rest', async () => {
    for (const node of cluster.nodes) node.say = ([name]) => (name === 'SADD' ? '-TRYAGAIN for now\r\n' : undefined);
    const [err, answers] = await call(route, 'run', ONCE, [['SADD', KEYS[0], 'x']]);
    assert.deepEqual([err, answers[0].reply], [null, 'TRYAGAIN']);
    assert.equal(cluster.commands('SADD').length, 1);
  });

  it('and all other calls are not taken when there is no memory for their slots', () => {
    const native = loadNative();
    const { slot, slots, slotsOf } = native;
    const asked = cluster.nodes.map(({ peer }) => peer.seen.length);
    const never = () => assert.fail('called back');
    try {
      Object.assign(native, { slot: () => undefined, slots: () => undefined, slotsOf: () => undefined });
      const codes = [route.add('n', 'u', 'c1', never), route.list('n', 'c1', never), route.lists('n', ['c1', 'c2'], never),
        route.destroy('n', ['c1'], never), route.run(READ, [['SMEMBERS', 'k']], never)];
      assert.deepEqual(codes.map((code) => native.codes[code]), codes.map(() => 'ENOMEM'));
    } finally {
      Object.assign(native, { slot, slots, slotsOf });
    }
    assert.equal(route.pending, 0);
    assert.deepEqual(cluster.nodes.map(({ peer }) => peer.seen.length), asked);
  });

  it('walk over all masters, and again when slots have moved meanwhile', async () => {
    await add();
    const all = async (between = () => {}) => {
      const found = new Set();
      const [err] = await call(route, 'walk', 'P@uid:*', (keys, next) => {
        keys.forEach((key) => found.add(key));
        between();
        next();
      });
      return [err, [...found].sort()];
    };
    assert.deepEqual(await all(), [null, [...KEYS].sort()]);
    assert.equal(cluster.commands('SCAN').length, 3);
    let moves = 0;
    const move = () => moves++ || KEYS.forEach((key) => cluster.move(slotOf(key), cluster.nodes[0]));
    assert.deepEqual(await all(() => move()), [null, [...KEYS].sort()]);
    assert.ok(cluster.commands('SCAN').length >= 3 + 3);
  });

  it('end a walk with what fails it, and with the route', async () => {
    await add();
    const [mine] = await call(route, 'walk', 'P@uid:*', (_, next) => next(new Error('mine')));
    assert.equal(mine.message, 'mine');
    const [stopped] = await call(route, 'walk', 'P@uid:*', () => route.close());
    assert.equal(stopped.code, 'ESTOPPED');
  });

  it('end a walk with what refuses for now, a master or a call for what was found', async () => {
    await add();
    const refused = Object.assign(new Error('CLUSTERDOWN for now'), { code: 'EREPLY', reply: 'CLUSTERDOWN' });
    assert.deepEqual(await call(route, 'walk', 'P@uid:*', (_, next) => next(refused)), [refused]);
    for (const node of cluster.nodes) node.say = ([name]) => (name === 'SCAN' ? '-MASTERDOWN for now\r\n' : undefined);
    const [err] = await call(route, 'walk', 'P@uid:*', (_, next) => next());
    assert.deepEqual([err.reply, route.pending], ['MASTERDOWN', 0]);
  });

  it('leave nothing behind when the route ends in the middle of the last master', async () => {
    const last = route.masters()[2].address.port;
    for (const node of cluster.nodes) node.say = ([name]) => (name === 'SCAN' && node.port === last ? null : undefined);
    const walked = call(route, 'walk', 'P@uid:*', (_, next) => next());
    await until(() => cluster.nodes.find(({ port }) => port === last).peer.commands('SCAN').length > 0);
    route.close();
    assert.equal((await walked)[0].code, 'ESTOPPED');
    assert.equal(route._readers.size, 0);
  });
});
