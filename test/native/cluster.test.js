'use strict';

// What the addon does for a Redis Cluster alone, held against nodes of one.

const assert = require('node:assert/strict');
const { startRedis } = require('../support/redis');
const { until } = require('../support/patience');
const loadNative = require('../../lib/native');
const Session = require('../../lib/manager/session');

const CLUSTER = { args: ['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf'] };

describe('the slots of a channel', () => {
  let redis;
  before(async () => { redis = await startRedis(CLUSTER); });
  after(() => redis.stop());

  it('are those that Redis has for its keys', async () => {
    const sids = ['c1', 'connector-server-12', '', '}', '{x}', 'c}d', '前端', '\ud800', 'é'];
    for (const prefix of ['POMELO:CHANNEL', '{GAME}', '{', '']) {
      for (const name of ['lobby', '{room}1', 'a{b', '{}{a}', '广场', '']) {
        const slots = new Uint16Array(sids.length);
        assert.equal(loadNative().slots(prefix, name, sids, slots), true);
        const wanted = await Promise.all(sids.map((sid) => redis.command('CLUSTER', 'KEYSLOT', `${prefix}:${name}:${sid}`)));
        assert.deepEqual([...slots], wanted, `${prefix}:${name}`);
        assert.deepEqual(sids.map((sid) => loadNative().slot(prefix, name, sid)), wanted, `${prefix}:${name}`);
      }
    }
  });

  it('are not written for other arguments', () => {
    const { slots } = loadNative();
    const into = new Uint16Array([7, 7]);
    for (const args of [[], ['p'], ['p', 'n', ['c1', 'c2', 'c3'], into], ['p', 'n', ['c1', 2], into], ['p', 'n', 'c1', into], [1, 'n', ['c1', 'c2'], into],
      ['p', 'n', ['c1', 'c2'], new Uint32Array(2)], ['p', 'n', ['c1', 'c2'], [0, 0]]]) {
      assert.equal(slots(...args), undefined);
    }
    assert.deepEqual([...into], [7, 7]);
    for (const args of [[], ['p', 'n'], ['p', 'n', 1], ['p', 'n', ['c1']], [null, 'n', 'c1']]) assert.equal(loadNative().slot(...args), undefined);
    assert.equal(slots('p', 'n', [], new Uint16Array(0)), true);
    assert.equal(slots('p', 'n', ['c1'], into), true);
    assert.deepEqual([...into], [loadNative().slot('p', 'n', 'c1'), 7]);
  });
});

describe('a session with a node that is to get a slot', () => {
  const ends = [];
  let nodes;
  before(async () => {
    nodes = await Promise.all([startRedis(CLUSTER), startRedis(CLUSTER)]);
    ends.push(...nodes.map((node) => () => node.stop()));
    const [owner, other] = nodes;
    await owner.command('CLUSTER', 'ADDSLOTSRANGE', 0, 16383);
    await other.command('CLUSTER', 'MEET', owner.host, owner.port);
    for (const node of nodes) await until(async () => /cluster_state:ok/.test(await node.command('CLUSTER', 'INFO')));
    const [source, target] = await Promise.all(nodes.map((node) => node.command('CLUSTER', 'MYID')));
    const [slot] = slotsOf('n', ['c1']);
    await until(async () => (await other.command('CLUSTER', 'NODES')).includes(source));
    await other.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', source);
    await owner.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', target);
  });
  after(() => Promise.all(ends.map((end) => end())));

  const slotsOf = (name, sids) => {
    const slots = new Uint16Array(sids.length);
    loadNative().slots('P', name, sids, slots);
    return slots;
  };

  it('is answered there behind ASKING, call by call, and sent away without', async () => {
    const session = await open(nodes[1]);
    const refused = async (method, ...args) => {
      const [err] = await call(session, method, ...args);
      assert.match(err.message, /^MOVED \d+ 127\.0\.0\.1:\d+$/, method);
    };
    await refused('add', 'n', 'u', 'c1');
    session.asking(true);
    const asked = [call(session, 'add', 'n', 'u', 'c1'), call(session, 'add', 'n', 'v', 'c1'), call(session, 'leave', 'n', 'u', 'c1'),
      call(session, 'list', 'n', 'c1'), call(session, 'lists', 'n', ['c1', 'c1']), call(session, 'destroy', 'n', ['c1', 'c1'])];
    session.asking(false);
    assert.deepEqual(await Promise.all(asked), [[null], [null], [null], [null, ['v']], [null, [['v'], ['v']]], [null]]);
    await refused('list', 'n', 'c1');
    await refused('destroy', 'n', ['c1']);
    assert.equal(await nodes[1].command('CLUSTER', 'COUNTKEYSINSLOT', slotsOf('n', ['c1'])[0]), 0);
    const [, [, other]] = await call(session, 'lists', 'n', ['c1', 'c2']);
    assert.equal(other.reply, 'MOVED');
  });

  it('is told ASK by the other for a key that is not there', async () => {
    const session = await open(nodes[0]);
    const [err] = await call(session, 'add', 'n', 'u', 'c1');
    assert.equal(err.message, `ASK ${slotsOf('n', ['c1'])[0]} 127.0.0.1:${nodes[1].port}`);
    assert.deepEqual([err.reply, err.maybeExecuted], ['ASK', undefined]);
  });

  /** What it calls back with. */
  const call = (session, method, ...args) => new Promise((resolve) => {
    assert.equal(session[method](...args, (...answer) => resolve(answer)), 0);
  });

  async function open({ host, port }) {
    let closed = () => {};
    const gone = new Promise((resolve) => { closed = resolve; });
    const session = await new Promise((resolve) => {
      const made = new Session({ host, port: String(port), prefix: 'P', cluster: [], keysApart: 1 }, () => resolve(made), closed);
      ends.unshift(() => made.close() || gone);
    });
    return session;
  }
});
