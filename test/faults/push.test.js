'use strict';

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const { timed, LIMIT } = require('../support/patience');
const { call, turns } = require('../service/helpers');
const { onPeer, onRedis, list, random } = require('./kit');

const SIDS = Array.from({ length: 12 }, (_, i) => `c${i}`);
const WIDTH = 5;

/** How a frontend may answer; true where the message has been delivered when the push ends. */
const MANNERS = [
  ['well', (cb) => setImmediate(cb, null, []), true],
  ['well, from inside', (cb) => cb(null, []), true],
  ['well, a little later', (cb) => setTimeout(cb, 5, null, []), true],
  ['twice', (cb) => [1, 2].forEach(() => setImmediate(cb, null, [])), true],
  ['well, and then badly', (cb) => [cb(null, []), setImmediate(cb, new Error('code 5'))], true],
  ['badly, and then well', (cb) => [cb(new Error('code 5')), setImmediate(cb, null, [])], false],
  ['badly', (cb) => setImmediate(cb, { msg: 'remote', stack: 'remote' }), false],
  ['by throwing', () => { throw new Error('not running'); }, false],
  ['well, and then by throwing', (cb) => { cb(null, []); throw new Error('not running'); }, true],
  ['too late', (cb, late) => late.push(cb), false],
  ['never', () => {}, false],
];

describe('pushMessage over Redis', () => {
  const on = onRedis();

  /** A channel with members on every frontend, named after it. */
  async function channel(opts) {
    const app = new FakeApp(SIDS);
    const service = await on.started(opts, app);
    for (const sid of SIDS) {
      for (let i = 0; i < WIDTH; i++) await call(service, 'add', 'room', `${sid} ${i}`, sid);
    }
    const push = (route = 'r') => call(service, 'pushMessage', 'connector', route, {}, 'room', null);
    return { app, service, push };
  }

  const uidsOf = (sids) => sids.flatMap((sid) => Array.from({ length: WIDTH }, (_, i) => `${sid} ${i}`)).sort();

  it('reports exactly the uids that were not reached, however each frontend answers', async () => {
    const { app, push } = await channel({ pushTimeout: 1000 });
    const next = random(1);
    const late = [];
    const rounds = Array.from({ length: 20 }, () => {
      const manners = new Map(SIDS.map((sid) => [sid, MANNERS[Math.floor(next() * MANNERS.length)]]));
      return manners.set('c0', MANNERS[0]);
    });
    app.rpc = (sid, message, cb) => rounds[message.args[0]].get(sid)[1](cb, late);
    const results = await Promise.all(rounds.map((_, round) => push(round)));
    late.forEach((cb) => cb(null, []));
    await turns(5);
    for (const [round, [err, failIds]] of results.entries()) {
      assert.equal(err, null);
      assert.equal(failIds.sort().join(), uidsOf(SIDS.filter((sid) => !rounds[round].get(sid)[2])).join());
    }
  });

  it('fails with every cause when no frontend was reached', async () => {
    const { app, push } = await channel({ pushTimeout: 100 });
    const failing = MANNERS.filter(([, , reached]) => !reached);
    app.rpc = (sid, message, cb) => failing[SIDS.indexOf(sid) % failing.length][1](cb, []);
    const [err] = await push();
    assert.equal(err.code, 'EPUSH');
    assert.equal(err.message, 'all frontend server push message fail');
    assert.deepEqual([...err.causes.keys()].sort(), [...SIDS].sort());
  });

  it('sends no uid to another frontend than its own while frontends come and go', async () => {
    const { app, push } = await channel({ pushTimeout: LIMIT });
    const next = random(2);
    const away = new Set();
    const churn = () => {
      const sid = SIDS[1 + Math.floor(next() * (SIDS.length - 1))];
      if (away.delete(sid)) app.addServer({ id: sid, serverType: 'connector', frontend: 'true' });
      else app.removeServers([away.add(sid) && sid]);
    };
    app.rpc = (sid, message, cb) => {
      if (next() < 0.3) churn();
      if (!away.has(sid)) setTimeout(cb, next() * 10, null, []);
    };
    for (let round = 0; round < 30; round++) {
      app.sent = [];
      const there = SIDS.filter((sid) => !away.has(sid));
      const pushed = push();
      for (let i = 0; i < 8; i++) {
        churn();
        await turns(1);
      }
      const [err, failIds] = await pushed;
      assert.equal(err, null);
      for (const [sid, uids] of app.deliveries()) assert.deepEqual(uids.sort(), uidsOf([sid]));
      const asked = new Set(app.sent.map(({ sid }) => sid));
      assert.equal(asked.size, app.sent.length);
      const unasked = there.filter((sid) => !asked.has(sid));
      for (const uid of uidsOf(unasked)) assert.ok(failIds.includes(uid), uid);
      for (const uid of failIds) assert.ok(there.includes(uid.split(' ')[0]), uid);
    }
  });

  it('serves the others when one frontend has lost its key to something else', async () => {
    const { app, push } = await channel();
    await on.server.command('DEL', 'POMELO:CHANNEL:room:c5');
    await on.server.command('SET', 'POMELO:CHANNEL:room:c5', 'no set');
    assert.deepEqual(await push(), [null, []]);
    assert.deepEqual(app.sent.map(({ sid }) => sid), SIDS.filter((sid) => sid !== 'c5'));
  });

  it('is answered once by a stop, whatever the frontends do', async () => {
    for (const force of [false, true]) {
      const { app, service, push } = await channel({ pushTimeout: 10000 });
      const late = [];
      app.rpc = (sid, message, cb) => late.push(cb);
      const pushes = [push(), push()];
      while (late.length < 2 * SIDS.length) await turns(1);
      const { ms } = await timed(() => call(service, 'stop', force));
      assert.ok(ms < (force ? 500 : 1500), `stop(${force}) took ${ms} ms`);
      for (const [err] of await Promise.all(pushes)) assert.equal(err.code, 'ESTOPPED');
      late.forEach((cb) => cb(null, []));
      await turns(5);
    }
  });
});

describe('pushMessage when Redis fails', () => {
  const on = onPeer();

  it('fails with the reason, in time, and asks nobody', async () => {
    on.server.answer = ([name]) => (name === 'SMEMBERS' ? null : undefined);
    const service = await on.started({ commandTimeout: 100 });
    const [err] = await call(service, 'pushMessage', 'connector', 'r', {}, 'room', null);
    assert.deepEqual([err.code, err.cause.code], ['EPUSH', 'ETIMEDOUT']);
    assert.equal(service.app.sent.length, 0);
  });

  it('outlives a connection that is cut between two lists', async () => {
    let cut = false;
    on.server.answer = ([name, key], socket) => {
      if (name !== 'SMEMBERS') return undefined;
      if (cut || !key.endsWith('c2')) return list(key);
      cut = true;
      socket.end();
      return null;
    };
    const service = await on.started();
    assert.deepEqual(await call(service, 'pushMessage', 'connector', 'r', {}, 'room', null), [null, []]);
    const expected = ['c1', 'c2', 'c3'].map((sid) => [sid, [`POMELO:CHANNEL:room:${sid}`]]);
    assert.deepEqual(service.app.deliveries(), expected);
  });
});
